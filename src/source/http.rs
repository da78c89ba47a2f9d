//! An address that is asked once, for a check: no redirects, no proxies, nothing that is sent but the request.

#[cfg(not(feature = "prometheus"))]
mod absent;
#[cfg(feature = "prometheus")]
mod request;

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::domain::digest::Digest;
use crate::domain::duration::span;

#[cfg(not(feature = "prometheus"))]
use absent::get;
#[cfg(feature = "prometheus")]
use request::get;

/// The environment variable with the path of the certificates that a server is checked against.
pub(crate) const CA: &str = "GONOGO_HTTP_CA";

/// How often it is looked whether to stop.
const LOOK: Duration = Duration::from_millis(20);

/// How much longer than its own limit a request is waited for: resolving a name may ignore the limit.
const GRACE: Duration = Duration::from_secs(1);

/// What a server answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    /// Its status, from 100 to 999.
    pub(crate) status: u16,
    /// The digest of the first MiB of the body.
    pub(crate) digest: Digest,
    /// How many bytes that are.
    pub(crate) length: usize,
    /// Whether there was more.
    pub(crate) is_cut: bool,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum HttpFault {
    /// The build has no HTTP.
    #[cfg(not(feature = "prometheus"))]
    #[error("this build cannot ask addresses")]
    LeftOut,
    /// The certificates that count cannot be read.
    #[cfg(feature = "prometheus")]
    #[error(transparent)]
    Certificates(super::prometheus::ServerFault),
    /// No answer came; the check failed.
    #[error("{0}")]
    Silent(String),
    /// The person stopped it.
    #[error("the request was stopped")]
    Stopped,
}

impl HttpFault {
    /// Returns what can be done about it.
    pub(crate) fn way_out(&self) -> Option<String> {
        match self {
            #[cfg(not(feature = "prometheus"))]
            Self::LeftOut => Some(
                "build it with the feature `prometheus`, or let a program of the check ask"
                    .to_owned(),
            ),
            #[cfg(feature = "prometheus")]
            Self::Certificates(_) => Some(format!("{CA} names a PEM file")),
            Self::Silent(_) | Self::Stopped => None,
        }
    }
}

/// Asks an address, and returns what it answers within `seconds`. Certificates are checked against those in the file `ca`, in
/// place of public authorities.
///
/// # Errors
///
/// When it cannot be asked, does not answer in time, or `is_stopped` says so; that is asked many times a second.
pub(crate) fn ask(
    url: &str,
    seconds: u64,
    ca: Option<&Path>,
    is_stopped: &dyn Fn() -> bool,
) -> Result<Answered, HttpFault> {
    let (sender, receiver) = channel();
    let (address, ca) = (url.to_owned(), ca.map(Path::to_owned));
    let time = Duration::from_secs(seconds);
    // A request cannot be interrupted: nothing waits for one that is too late.
    std::thread::spawn(move || {
        let _ = sender.send(get(&address, time, ca.as_deref()));
    });
    let started = Instant::now();
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(answered) => return answered,
            Err(_) if is_stopped() => return Err(HttpFault::Stopped),
            Err(RecvTimeoutError::Timeout) if started.elapsed() < time + GRACE => {}
            Err(_) => return Err(late(time)),
        }
    }
}

fn late(time: Duration) -> HttpFault {
    let time = span(time.as_secs());
    HttpFault::Silent(format!("the server did not answer within {time}"))
}
