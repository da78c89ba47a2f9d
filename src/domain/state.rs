//! The state of a release: its record, replayed event by event, and what can be asked of it.

mod apply;
mod asked;
pub mod clock;
mod history;
pub mod incident;
mod incident_log;
mod integrity_fault;
mod join;
mod logs;
mod recomputed;
mod record;
mod release;
pub mod risk;
mod risk_log;
pub mod rollback;
pub mod rollout;
mod rollout_log;
mod weighed;

pub(in crate::domain) use history::{History, Seq};
pub use incident::Incident;
pub use integrity_fault::IntegrityFault;
pub use join::{JoinFault, Keep, join};
pub use recomputed::Recomputed;
pub use record::Record;
pub use release::Release;
pub use risk::RegisteredRisk;
