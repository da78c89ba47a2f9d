//! The rules of a release, as plain types and pure functions.
//!
//! Nothing here opens a file, reads a clock, looks at the environment or talks to a person: `now` is always an
//! argument, and everything that is shown or decided is a function of (plan, events, now).

pub mod admission;
pub mod answer;
pub mod applicability;
pub mod before_go;
pub mod carry_over;
pub mod changes;
pub mod decimal;
pub mod digest;
pub mod duration;
pub mod event;
pub mod facts;
pub mod gate;
pub mod history;
pub mod id;
pub mod incident;
pub mod item_status;
pub mod library;
pub mod metrics;
pub mod monitoring;
pub mod naming;
pub mod notes;
pub mod person;
pub mod plan;
pub mod progress;
pub mod reason;
pub mod record;
pub mod release;
pub mod retro;
pub mod rollback;
pub mod rollout;
pub mod rubber_stamping;
pub mod schema;
pub mod suggestion;
pub mod tailor;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod timing;
pub mod todo;
pub mod version;
pub mod weekly;
