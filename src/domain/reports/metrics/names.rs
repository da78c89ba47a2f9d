//! The names in a plan that mean something to the metrics.

/// The fact that says that a release is an urgent fix.
pub const CRITICAL: &str = "critical";
