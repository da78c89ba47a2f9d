//! The two files as they are written: every key, with the place of whatever a check may have to point at.
//!
//! These types carry no rules. A key that is missing is `None`; [`check`](super::check) says which must be there.

mod checklist;
mod placed;
mod playbook;

pub(super) use checklist::{
    Bound, Checklist, Command, Condition, Evidence, Item, Section, Severity,
};
pub(super) use placed::{Named, Placed, Plain, Several, Text};
pub(super) use playbook::{
    Choice, Class, Consequence, Field, Gate, Incidents, Metric, Monitoring, Notes, Phase, Playbook,
    ReleaseType, Role, Rollout, Rule, Separation, Source, Stage, Trigger, Window,
};
