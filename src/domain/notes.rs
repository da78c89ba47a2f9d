//! The release notes: what the record knows of each field.
