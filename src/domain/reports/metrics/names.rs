//! The names in a plan that mean something to the metrics.

/// The fact that says that a release is an urgent fix.
pub const CRITICAL: &str = "critical";

/// The milestone at which a deployment begins, where the plan's rollback does not say after which there is one to take back.
pub const STARTED: &str = "deployment-started";

/// The milestone at which a deployment is complete, where the plan's monitoring does not say from which its windows count.
pub const DEPLOYED: &str = "deployed";
