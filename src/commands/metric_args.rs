//! How metrics are measured: by hand, from a JSON file, from the playbook's commands, from Prometheus.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use chrono::TimeDelta;

use super::answer::not_in_plan;
use super::context::Context;
use super::program;
use crate::commands::output::Remark;
use crate::domain::duration;
use crate::domain::event::reading::{Data, Reading};
use crate::domain::id::{Candidate, MetricId};
use crate::domain::plan::query::filled;
use crate::domain::plan::rollout::{Metric, Rollout, Rule};
use crate::domain::rules::admission::{Refusal, RolloutRefusal, still_open};
use crate::domain::rules::naming::Named;
use crate::domain::state::Release;
use crate::domain::verdict::Ruling;
use crate::error::{CommandError, Kind};
use crate::source::document::{Document, DocumentFault};
use crate::source::manual::Given;
use crate::source::prometheus::{Access, Query, Server};
use crate::source::{CA, PASSWORD, Stretch, TOKEN, USER, command};
use crate::ui::stopping::Stopping;
use crate::ui::streams::setting;

/// How often a measurement looks whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// The environment variable with the Prometheus server to ask.
const SERVER: &str = "GONOGO_PROMETHEUS";

/// Where measurements come from. A metric is taken from the first of them that has it.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct MeasureArgs {
    /// Metric with its value, read off by hand
    #[arg(
        long = "metric",
        value_name = "NAME=VALUE",
        help_heading = "Measurements"
    )]
    given: Vec<Given>,
    /// JSON file with metrics, or - for standard input
    #[arg(long, value_name = "FILE", help_heading = "Measurements")]
    from: Option<PathBuf>,
    /// Run the commands that the playbook names for its metrics
    #[arg(long = "run", help_heading = "Measurements")]
    runs: bool,
    /// Prometheus server to ask the playbook's queries
    #[arg(long, value_name = "URL", help_heading = "Measurements", env = SERVER, hide_env_values = true)]
    prometheus: Option<String>,
    /// Longest time that the server may take to answer
    #[arg(long, value_name = "TIME", help_heading = "Measurements", default_value = "10s", value_parser = duration::parse)]
    timeout: TimeDelta,
}

impl MeasureArgs {
    /// Returns what the environment alone says.
    pub(super) fn of_environment() -> Self {
        Self {
            given: Vec::new(),
            from: None,
            runs: false,
            prometheus: setting(SERVER).filter(|url| !url.is_empty()),
            timeout: TimeDelta::seconds(10),
        }
    }

    /// Returns the Prometheus server to ask, for people.
    pub(super) fn server(&self) -> Option<&str> {
        self.prometheus.as_deref()
    }

    /// Tells whether any source was named, be it by the environment.
    pub(super) fn is_given(&self) -> bool {
        self.is_asked_for() || self.prometheus.is_some()
    }

    /// Tells whether somebody asked to measure, beside what the environment says.
    pub(super) fn is_asked_for(&self) -> bool {
        let server = self.prometheus.is_some() && self.prometheus != setting(SERVER);
        !self.given.is_empty() || self.from.is_some() || self.runs || server
    }

    /// Tells whether measuring takes standard input, which can be read once.
    pub(super) fn takes_stdin(&self) -> bool {
        self.from.as_deref() == Some(Path::new("-"))
    }

    /// Reads every metric of the plan that the named sources have, over this stretch of time. `is_baseline` asks for
    /// series wherever they can be had.
    ///
    /// # Errors
    ///
    /// When a source was not used rightly; what is wrong with a single metric is a reading without data.
    pub(super) fn read(
        &self,
        context: &Context,
        release: &Release,
        stretch: Stretch,
        is_baseline: bool,
    ) -> Result<Vec<Reading>, CommandError> {
        // Nothing is run, and nobody is asked, for a measurement that cannot be recorded.
        still_open(release)?;
        let rollout = release
            .plan()
            .rollout
            .as_ref()
            .ok_or(RolloutRefusal::NoRollout)
            .map_err(Refusal::from)?;
        let mut readings = self.by_hand(rollout)?;
        if let Some(path) = &self.from {
            let document = open(path)?.readings(&rollout.metrics, stretch)?;
            add(&mut readings, document);
        }
        if self.runs {
            self.run(context, release, rollout, stretch, &mut readings)?;
        }
        if let Some(url) = &self.prometheus {
            let timeout = self
                .timeout
                .to_std()
                .unwrap_or(crate::source::prometheus::TIMEOUT);
            let server = Server::new(url, &access(), timeout)?;
            for metric in rollout
                .metrics
                .iter()
                .filter(|metric| metric.query.is_some())
            {
                if !has(&readings, &metric.id) {
                    let query = query(rollout, metric, stretch, is_baseline);
                    readings.push(asked(&server, release, metric, query));
                }
            }
        }
        Ok(readings)
    }

    /// Does what [`Self::read`] does for what is only looked at, and gives up as soon as the program is asked to end:
    /// then there is nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Self::read`].
    pub(super) fn glance(
        &self,
        context: &Context,
        release: &Release,
        stretch: Stretch,
        stopping: &Stopping,
    ) -> Result<Option<Vec<Reading>>, CommandError> {
        let (sender, receiver) = channel();
        let (measure, context, release) = (self.clone(), context.clone(), release.clone());
        std::thread::spawn(move || {
            // Nobody listens any more when the program ends.
            let _ = sender.send(measure.read(&context, &release, stretch, false));
        });
        loop {
            match receiver.recv_timeout(LOOK) {
                Ok(readings) => return readings.map(Some),
                Err(RecvTimeoutError::Timeout) if stopping.caught().is_none() => {}
                // A program that runs ends with what it began; nothing else is waited for.
                Err(_) if self.runs => return Ok(receiver.recv().ok().and_then(Result::ok)),
                Err(_) => return Ok(None),
            }
        }
    }

    fn by_hand(&self, rollout: &Rollout) -> Result<Vec<Reading>, CommandError> {
        let mut readings: Vec<Reading> = Vec::new();
        for given in &self.given {
            if rollout.metric(&given.metric).is_none() {
                let names: Vec<&str> = rollout
                    .metrics
                    .iter()
                    .map(|metric| metric.id.as_str())
                    .collect();
                return Err(not_in_plan(Named::Metric, given.metric.as_str(), &names));
            }
            if has(&readings, &given.metric) {
                return Err(CommandError::not_evaluated(Twice {
                    metric: given.metric.to_string(),
                }));
            }
            readings.push(given.reading());
        }
        Ok(readings)
    }

    fn run(
        &self,
        context: &Context,
        release: &Release,
        rollout: &Rollout,
        stretch: Stretch,
        readings: &mut Vec<Reading>,
    ) -> Result<(), CommandError> {
        let stopping = Stopping::start().map_err(CommandError::environment)?;
        let told = program::told(release)?;
        for metric in &rollout.metrics {
            let Some(program) = metric
                .command
                .as_ref()
                .filter(|_| !has(readings, &metric.id))
            else {
                continue;
            };
            program::announce(context, program);
            let run = command::Run {
                program,
                folder: None,
                environment: &program::environment(program),
                told: &told,
                is_stopped: &|| stopping.caught().is_some(),
            };
            readings.push(command::read(metric, &run, stretch));
            if stopping.caught().is_some() {
                return Err(CommandError::new(
                    Kind::of_signal(stopping.caught()),
                    Stopped,
                ));
            }
        }
        Ok(())
    }
}

/// Returns what to ask of a metric's query: a rule that lasts needs samples, and so do one that says no-go and a
/// baseline.
fn query(rollout: &Rollout, metric: &Metric, stretch: Stretch, is_baseline: bool) -> Query {
    let takes_samples = |rule: &Rule| rule.lasting.is_some() || rule.then == Ruling::NoGo;
    let has_such_rule = rollout
        .rules
        .iter()
        .any(|rule| rule.metric == metric.id && takes_samples(rule));
    if has_such_rule || is_baseline {
        Query::Range {
            from: stretch.from,
            to: stretch.to,
            step: None,
        }
    } else {
        Query::Instant { at: stretch.to }
    }
}

/// Asks a server for a metric, with the placeholders of its query filled.
fn asked(server: &Server, release: &Release, metric: &Metric, query: Query) -> Reading {
    let text = metric.query.as_deref().unwrap_or_default();
    let candidate = release.candidate().map(Candidate::as_str);
    match filled(text, release.header().version.as_str(), candidate) {
        Ok(text) => {
            let metric = Metric {
                query: Some(text),
                ..metric.clone()
            };
            server.read(&metric, query)
        }
        Err(why) => Reading {
            metric: metric.id.clone(),
            source: "prometheus".to_owned(),
            query: metric.query.clone(),
            data: Data::Missing { why, digest: None },
            notes: Vec::new(),
        },
    }
}

/// Returns what the sources say about their queries, as remarks.
pub(super) fn notes(readings: &[Reading]) -> impl Iterator<Item = Remark> {
    readings.iter().flat_map(|reading| {
        let said = |note| Remark::Note(format!("Prometheus on `{}`: {note}", reading.metric));
        reading.notes.iter().map(said)
    })
}

fn open(path: &Path) -> Result<Document, DocumentFault> {
    if path == Path::new("-") {
        Document::from_stdin(std::io::stdin().lock())
    } else {
        Document::from_file(path)
    }
}

fn access() -> Access {
    Access {
        token: setting(TOKEN),
        user: setting(USER),
        password: setting(PASSWORD),
        ca: setting(CA).map(PathBuf::from),
    }
}

fn has(readings: &[Reading], metric: &MetricId) -> bool {
    readings.iter().any(|reading| reading.metric == *metric)
}

/// Adds what was not measured yet.
fn add(readings: &mut Vec<Reading>, more: Vec<Reading>) {
    let new: Vec<Reading> = more
        .into_iter()
        .filter(|reading| !has(readings, &reading.metric))
        .collect();
    readings.extend(new);
}

#[derive(Debug, thiserror::Error)]
#[error("metric `{metric}` is given twice")]
struct Twice {
    metric: String,
}

#[derive(Debug, thiserror::Error)]
#[error("stopped; nothing was recorded")]
struct Stopped;
