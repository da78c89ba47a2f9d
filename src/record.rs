//! The TOML record.
