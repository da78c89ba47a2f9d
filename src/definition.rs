//! YAML checklists, checked as a whole.
