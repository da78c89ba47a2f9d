//! Every failure with its exit code.
