//! The milestones that mean something to gonogo.

/// The milestone that every rollout reaches by itself, when it enters its first stage.
pub(crate) const ROLLOUT_STARTED: &str = "rollout-started";

/// The milestone at which a deployment begins, where the plan's rollback does not say after which there is one to take back.
pub(crate) const STARTED: &str = "deployment-started";

/// The milestone at which a deployment is complete, also where the monitoring windows start at another one.
pub const DEPLOYED: &str = "deployed";
