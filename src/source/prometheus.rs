//! Metrics from a Prometheus server, over its HTTP API.
//!
//! Secrets go to the address that was given and nowhere else: redirects and proxies are not followed, plain HTTP
//! carries them only to this machine, and no text that leaves this module has them in it.

#[cfg(not(feature = "prometheus"))]
mod absent;
#[cfg(feature = "prometheus")]
mod access;
#[cfg(feature = "prometheus")]
mod address;
#[cfg(feature = "prometheus")]
mod answer;
#[cfg(feature = "prometheus")]
mod server;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use thiserror::Error;

#[cfg(not(feature = "prometheus"))]
pub use self::absent::Server;
#[cfg(feature = "prometheus")]
pub(super) use self::access::certificates;
#[cfg(feature = "prometheus")]
pub use self::server::Server;
use super::{CA, PASSWORD, TOKEN, USER};

/// How long an answer may take, with all attempts, when nobody says.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// What is asked of a metric's query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// Its value at a time.
    Instant {
        /// When.
        at: DateTime<Utc>,
    },
    /// Its values over a stretch of time, which a rule with `for` needs.
    Range {
        /// Where it begins.
        from: DateTime<Utc>,
        /// Where it ends.
        to: DateTime<Utc>,
        /// The time from one sample to the next; 15 seconds when left out. It is made longer for a range that would
        /// have more than 10,000 samples.
        step: Option<Duration>,
    },
}

/// What a server asks for before it answers, as the environment has it. Nothing ever shows it.
#[derive(Clone, Default)]
pub struct Access {
    /// The bearer token.
    pub token: Option<String>,
    /// The user name.
    pub user: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// A PEM file with the certificates that the server's is checked against, in place of those of public authorities.
    pub ca: Option<PathBuf>,
}

/// A server that cannot be asked, because of how it was given.
#[derive(Debug, Error)]
pub enum ServerFault {
    /// It is no URL.
    #[error("`{0}` is not the address of a Prometheus server")]
    Address(String),
    /// It has a user name or a password in it.
    #[error("the address of the Prometheus server has a user name or a password in it")]
    Userinfo,
    /// A secret would be readable on its way.
    #[error("a secret would go to `{0}` over plain http")]
    InTheOpen(String),
    /// There are a token and a user.
    #[error("give the Prometheus server a token or a user name, not both")]
    TwoSecrets,
    /// There is a user without a password, or the other way round.
    #[error("the Prometheus server needs both user name and password, and one is missing")]
    HalfSecret,
    /// A secret cannot be sent.
    #[error("{0} has characters that cannot be sent")]
    Unsendable(&'static str),
    /// The certificates cannot be read.
    #[error("cannot read the certificates in {path}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why it cannot be read.
        source: io::Error,
    },
    /// The file has no certificate, or something that is none.
    #[error("{path} has no certificates in PEM form")]
    NoCertificates {
        /// The file.
        path: String,
    },
    /// The program was built without the feature.
    #[cfg(not(feature = "prometheus"))]
    #[error("this build has no Prometheus support")]
    LeftOut,
}

impl ServerFault {
    /// Returns what can be done about it.
    pub(crate) fn way_out(&self) -> String {
        match self {
            Self::Address(_) => {
                "write it as `https://prometheus.example:9090/prefix`, with http or https and no query".to_owned()
            }
            Self::Userinfo => format!("take it out of the address, and set {USER} and {PASSWORD}"),
            Self::InTheOpen(_) => "use https; plain http carries secrets only to this machine".to_owned(),
            Self::TwoSecrets => format!("unset {TOKEN}, or {USER} and {PASSWORD}"),
            Self::HalfSecret => format!("set both {USER} and {PASSWORD}"),
            Self::Unsendable(_) => "a token is printable ASCII without spaces; a user name has no `:` in it".to_owned(),
            Self::Unreadable { .. } | Self::NoCertificates { .. } => format!("{CA} names a PEM file"),
            #[cfg(not(feature = "prometheus"))]
            Self::LeftOut => {
                "build it with the feature `prometheus`, or give values by hand, from a JSON document or from a command"
                    .to_owned()
            }
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("ca", &self.ca)
            .finish_non_exhaustive()
    }
}
