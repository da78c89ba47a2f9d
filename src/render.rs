//! Values to text: what standard output shows. Nothing here prints, and nothing here decides.
//!
//! Everything that came from a file passes [`crate::domain::text::visible`] on its way.

pub mod event;
pub mod fact;
pub mod gate;
pub mod gate_report;
pub mod incident;
pub mod item;
pub mod json;
pub mod list;
pub mod markdown;
pub mod metrics;
pub mod monitor;
pub mod notes;
pub mod retro;
pub mod rollback;
pub mod rollout;
pub mod sparkline;
pub mod status;
pub mod table;
pub mod todo;
pub mod unreadable;
pub mod weekly;
