//! What is told of releases afterwards, and of many of them: the retrospective, the week, the delivery metrics.

pub mod applicability;
pub mod attested;
pub mod carry_over;
pub mod measured;
pub mod metrics;
pub mod retro;
pub mod rubber_stamping;
pub mod schedule;
pub mod timeline;
pub mod weekly;
