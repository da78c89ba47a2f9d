//! Values to text: what standard output shows. Nothing here prints, and nothing here decides.
//!
//! Everything that came from a file passes [`crate::domain::text::visible`] on its way.

pub(crate) mod annotations;
pub(crate) mod attestation;
pub(crate) mod calendar;
mod csv;
pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod fact;
pub(crate) mod form;
pub mod gate;
pub(crate) mod gate_report;
pub(crate) mod incident;
pub(crate) mod item;
pub(crate) mod json;
pub(crate) mod list;
pub(crate) mod markdown;
pub mod metrics;
pub(crate) mod monitor;
pub(crate) mod notes;
pub(crate) mod page;
pub(crate) mod people;
pub(crate) mod retro;
pub(crate) mod risk;
pub(crate) mod rollback;
pub(crate) mod rollout;
pub(crate) mod schedule;
pub(crate) mod signatures;
pub(crate) mod sparkline;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod todo;
pub mod unreadable;
pub(crate) mod weekly;
