//! What stands in for the server in a build without Prometheus support.

use std::time::Duration;

use super::{Access, Query, ServerFault};
use crate::domain::event::reading::Reading;
use crate::domain::plan::rollout::Metric;

/// A Prometheus server. In this build there is none.
#[derive(Clone, Debug)]
pub enum Server {}

impl Server {
    /// Makes a server ready to be asked, which this build cannot.
    ///
    /// # Errors
    ///
    /// Always: this build has no Prometheus support.
    pub fn new(_url: &str, _access: &Access, _timeout: Duration) -> Result<Self, ServerFault> {
        Err(ServerFault::LeftOut)
    }

    /// Asks for a metric.
    pub fn read(&self, _metric: &Metric, _query: Query) -> Reading {
        match *self {}
    }
}
