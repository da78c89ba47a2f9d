//! Drafts of events: what somebody says, made into an event from the release as it stands: which text is meant, and
//! which candidate.
//!
//! Whether such an event may be added is for [`super::admission`] to say.

mod incident;
mod item;
mod rollout;

pub use incident::{beginning_rollback, confirming, deciding_in, opening};
pub use item::{calling, deciding, ruling_out, signing, waiving};
pub use rollout::{
    Entering, baselining, calling_stage, closing_window, entering, judged, observing,
    overriding_the_last,
};
