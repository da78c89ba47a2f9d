//! What stands in for requests in a build without HTTP.

use std::path::Path;
use std::time::Duration;

use super::{Answered, HttpFault};

/// Asks an address, which this build cannot.
pub(super) fn get(_url: &str, _time: Duration, _ca: Option<&Path>) -> Result<Answered, HttpFault> {
    Err(HttpFault::LeftOut)
}
