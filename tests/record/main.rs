//! The record on disk: that it reads back what was written, that no accident halves or loses it, that no change goes
//! unnoticed, and that git merges it. One binary, because one is faster to link than ten.

#![expect(
    clippy::expect_used,
    reason = "helpers of a test may fail loudly, and clippy knows only the test functions themselves"
)]

mod agreement;
mod arbitrary;
mod audited;
mod conditional_story;
mod faults;
mod format_document;
mod join;
mod journal;
mod merges;
mod power_cut;
mod processes;
mod readers;
mod recorded_story;
mod refusals;
mod replay;
mod risk_story;
mod rollback_merges;
mod rollback_refusals;
mod rollback_story;
mod rollout_merges;
mod rollout_refusals;
mod rollout_story;
mod round_trip;
mod schema;
mod story;
mod support;
mod syscalls;
mod tamper;
mod timed_story;
