//! What the metrics are: from the playbook's Prometheus server, or typed by hand.

use super::question::{About, Choice, Notice, Request, TextRequest};
use super::session::{Halt, Session};
use crate::domain::decimal::Decimal;
use crate::domain::event::reading::Reading;
use crate::domain::plan::rollout::{Metric, Stage};
use crate::domain::state::Release;

/// Reads the metrics of a release by itself.
pub(crate) trait Measures {
    /// Returns the Prometheus server that can be asked, for people; `None` when there is none.
    fn server(&self) -> Option<&str>;

    /// Reads the metrics that the server has: since the present stage was entered, or for a baseline before the rollout.
    ///
    /// # Errors
    ///
    /// Why the server cannot be asked. What is wrong with one metric is a reading without data.
    fn read(&self, release: &Release, is_baseline: bool) -> Result<Vec<Reading>, String>;
}

/// What came of asking for measurements.
pub(super) enum Measured {
    Readings(Vec<Reading>),
    Later,
    Quit,
}

impl Session<'_> {
    /// Measures these metrics, for a stage or for the baseline when there is none.
    pub(super) fn measure(
        &mut self,
        stage: Option<&Stage>,
        metrics: &[Metric],
    ) -> Result<Measured, Halt> {
        if let Some(server) = self.measures.server() {
            let request = Request {
                about: About::Measure { stage, server },
                choices: vec![
                    Choice::Prometheus,
                    Choice::TypeIn,
                    Choice::Later,
                    Choice::Quit,
                ],
            };
            match self.prompter.choice(&request)? {
                Choice::Prometheus => {
                    match self.measures.read(self.recorder.release(), stage.is_none()) {
                        Ok(readings) => return Ok(Measured::Readings(readings)),
                        Err(why) => self.prompter.tell(&Notice::NotMeasured(&why))?,
                    }
                }
                Choice::TypeIn => {}
                Choice::Quit => return Ok(Measured::Quit),
                _ => return Ok(Measured::Later),
            }
        }
        self.prompter.tell(&Notice::Measuring(stage))?;
        self.by_hand(metrics, stage.is_some())
    }

    /// Asks for the values one after the other; a line may have those of the metrics that follow as well.
    fn by_hand(&mut self, metrics: &[Metric], is_compared: bool) -> Result<Measured, Halt> {
        let mut readings: Vec<Reading> = Vec::new();
        while let Some(metric) = metrics.get(readings.len()) {
            let release = self.recorder.release();
            let baseline = release.baseline(&metric.id).map(|(value, _)| value);
            let more = metrics.len() - readings.len() - 1;
            let typed = self.prompter.text(&TextRequest::Metric {
                metric,
                baseline: baseline.filter(|_| is_compared),
                more,
            })?;
            let Some(typed) = typed else {
                return Ok(Measured::Later);
            };
            let values: Result<Vec<Decimal>, _> =
                typed.split_whitespace().map(str::parse).collect();
            match values {
                Ok(values) if !values.is_empty() && values.len() <= more + 1 => {
                    let rest = metrics[readings.len()..].iter();
                    readings.extend(
                        rest.zip(values)
                            .map(|(metric, value)| Reading::by_hand(metric.id.clone(), value)),
                    );
                }
                _ => self.prompter.tell(&Notice::NotANumber(&typed))?,
            }
        }
        Ok(Measured::Readings(readings))
    }
}
