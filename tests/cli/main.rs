//! The program as people and scripts use it: one file per command, all of standard output, standard error and the
//! exit code compared. Update the expected transcripts with `SNAPSHOTS=overwrite`, then read what changed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(
    clippy::too_many_lines,
    reason = "a transcript is as long as what was seen"
)]

mod hostile;
mod policy;
mod readers;
mod releasing;
mod schemas;
mod sync;
mod team;

mod airflow;
mod amend;
mod attest;
mod before_go;
mod block;
mod calendar;
mod call;
#[cfg(unix)]
mod check;
mod check_jobs;
mod check_kinds;
mod clock;
mod close;
mod conditions;
mod doctor;
mod explain;
mod export;
mod fact;
mod fedora;
mod form;
mod forms;
mod gate;
mod gate_commit;
mod gate_github;
mod gate_junit;
mod gate_markdown;
mod gate_wait;
mod help;
mod import;
mod import_kinds;
mod incident;
mod init;
mod json_texts;
mod kubernetes;
mod lint;
mod lint_formats;
mod list;
mod log;
mod many;
mod metrics;
mod metrics_file;
mod na;
mod outputs;
mod page;
mod reopen;
mod report;
mod respin;
mod retro;
mod risk;
mod rollback;
mod rollout;
mod schema;
mod show;
mod sign;
#[cfg(unix)]
mod signatures;
mod start;
mod status;
mod status_markdown;
mod story;
mod streams;
mod suggested;
mod todo;
mod unblock;
#[cfg(unix)]
mod untrusted;
mod verify;
mod version_word;
mod waive;
mod who;
mod whole;
