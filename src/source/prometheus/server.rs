//! The requests: what is asked, how long, and how often again.

use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fmt, io};

use chrono::{DateTime, Utc};
use ureq::Agent;
use ureq::tls::TlsConfig;

use super::access::{Authorization, certificates};
use super::address::Address;
use super::answer::{Asked, Sent, data};
use super::{Access, CA, Query, ServerFault};
use crate::domain::event::reading::{Data, Reading};
use crate::domain::plan::rollout::Metric;
use crate::source::{Stretch, missing};

/// The most bytes of an answer that are read.
const LARGEST_ANSWER: u64 = 32 * 1024 * 1024;

/// How long to wait before it is tried again, once for every time that it is.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// The longest that all attempts together may take.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);

/// The time from one sample to the next, in milliseconds, when nobody says.
const STEP: i64 = 15_000;

/// The most samples of a range; Prometheus itself refuses more than 11,000.
const MOST_SAMPLES: i64 = 10_000;

/// A Prometheus server that can be asked.
pub struct Server {
    address: Address,
    authorization: Authorization,
    agent: Agent,
    timeout: Duration,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Why there is no answer, and whether there might be one the next time.
struct Silence {
    why: String,
    may_pass: bool,
}

impl Server {
    /// Makes a server ready to be asked; nothing is sent yet. `timeout` is for one metric, with all attempts.
    ///
    /// # Errors
    ///
    /// When the address is none, when secrets would be readable on their way or cannot be sent, and when the
    /// certificates cannot be read.
    pub fn new(url: &str, access: &Access, timeout: Duration) -> Result<Self, ServerFault> {
        let address = Address::of(url)?;
        let authorization = Authorization::of(access)?;
        if authorization.header().is_some() && !address.is_safe() {
            return Err(ServerFault::InTheOpen(address.host().to_owned()));
        }
        let mut tls = TlsConfig::builder();
        if let Some(path) = &access.ca {
            tls = tls.root_certs(certificates(path)?);
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("gonogo/", env!("CARGO_PKG_VERSION")))
            .accept("application/json");
        Ok(Self {
            address,
            authorization,
            agent: config.build().into(),
            timeout: timeout.min(LONGEST_TIMEOUT),
        })
    }

    /// Asks for a metric; its query has no placeholders any more. Whatever goes wrong is a reading without data.
    pub fn read(&self, metric: &Metric, query: Query) -> Reading {
        let (data, notes) = match &metric.query {
            Some(text) => self.asked(text, query),
            None => (missing("the metric has no query", None), Vec::new()),
        };
        let source = format!("prometheus {}", self.address);
        Reading {
            metric: metric.id.clone(),
            source,
            query: metric.query.clone(),
            data,
            notes,
        }
    }

    fn asked(&self, text: &str, query: Query) -> (Data, Vec<String>) {
        let mut form = vec![("query", text.to_owned())];
        let (path, asked) = match query {
            Query::Instant { at } => {
                form.push(("time", seconds(at.timestamp_millis())));
                ("/api/v1/query", Asked::Value(at))
            }
            Query::Range { from, to, step } => {
                let Some((start, step)) = first_and_step(from, to, step) else {
                    let why = "the time range ends before it begins";
                    return (missing(why, None), Vec::new());
                };
                form.push(("start", seconds(start)));
                form.push(("end", seconds(to.timestamp_millis())));
                form.push(("step", seconds(step)));
                (
                    "/api/v1/query_range",
                    Asked::Samples(Stretch { from, to }, step),
                )
            }
        };
        match self.sent(path, &form) {
            Ok(sent) => data(&sent, asked, &|text| {
                self.authorization.without_secrets(text)
            }),
            Err(silence) => (missing(silence.why, None), Vec::new()),
        }
    }

    /// Asks, and asks again when that may help and time is left.
    fn sent(&self, path: &str, form: &[(&str, String)]) -> Result<Sent, Silence> {
        let started = Instant::now();
        let left = || self.timeout.saturating_sub(started.elapsed());
        for pause in PAUSES {
            let sent = self.sent_once(path, form, left());
            let may_pass = match &sent {
                Ok(sent) => matches!(sent.code, 429 | 502..=504),
                Err(silence) => silence.may_pass,
            };
            if !may_pass || left() <= pause {
                return sent;
            }
            sleep(pause);
        }
        self.sent_once(path, form, left())
    }

    fn sent_once(
        &self,
        path: &str,
        form: &[(&str, String)],
        timeout: Duration,
    ) -> Result<Sent, Silence> {
        let mut request = self.agent.post(format!("{}{path}", self.address));
        if let Some(header) = self.authorization.header() {
            request = request.header("Authorization", header.clone());
        }
        let request = request.config().timeout_global(Some(timeout)).build();
        let pairs = form.iter().map(|(name, value)| (*name, value.as_str()));
        let mut response = request
            .send_form(pairs)
            .map_err(|error| self.silence(&error))?;
        let body = response
            .body_mut()
            .with_config()
            .limit(LARGEST_ANSWER)
            .read_to_vec();
        Ok(Sent {
            code: response.status().as_u16(),
            body: body.map_err(|error| self.silence(&error))?,
        })
    }

    fn silence(&self, error: &ureq::Error) -> Silence {
        let lasts = |why: String| Silence {
            why,
            may_pass: false,
        };
        match error {
            ureq::Error::Timeout(_) => lasts(format!(
                "the server did not answer within {:?}",
                self.timeout
            )),
            ureq::Error::BodyExceedsLimit(_) => {
                lasts("the answer is larger than 32 MiB".to_owned())
            }
            ureq::Error::HostNotFound => lasts(format!("unknown host {}", self.address.host())),
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => lasts(format!(
                "the connection is not trusted: {}; set {CA} to the certificates to trust",
                self.authorization.without_secrets(&error.to_string())
            )),
            ureq::Error::Io(error) => Silence {
                why: format!(
                    "the server cannot be reached: {}",
                    self.authorization.without_secrets(&error.to_string())
                ),
                may_pass: true,
            },
            error => Silence {
                why: format!(
                    "the server cannot be asked: {}",
                    self.authorization.without_secrets(&error.to_string())
                ),
                may_pass: true,
            },
        }
    }
}

/// Returns when the first sample is asked for and the time from one to the next, in milliseconds. The last one is asked
/// for at the very end, because it speaks for the present; `None` when the end comes before the beginning.
fn first_and_step(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    step: Option<Duration>,
) -> Option<(i64, i64)> {
    let (from, to) = (from.timestamp_millis(), to.timestamp_millis());
    let length = to.checked_sub(from).filter(|length| *length >= 0)?;
    let wanted = step
        .and_then(|step| i64::try_from(step.as_millis()).ok())
        .unwrap_or(STEP)
        .max(1);
    // Whole seconds, so that the record says a step that a person can read.
    let least = (length / (MOST_SAMPLES - 1))
        .div_euclid(1000)
        .saturating_add(1)
        .saturating_mul(1000);
    let step = if length / wanted < MOST_SAMPLES {
        wanted
    } else {
        least
    };
    Some((to - length / step * step, step))
}

fn seconds(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let milliseconds = milliseconds.unsigned_abs();
    format!("{sign}{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_ends_at_its_end_and_stays_small() {
        let from = time("2026-11-20T09:00:00Z");
        let case = |seconds: i64, step: Option<u64>| {
            let to = from + chrono::TimeDelta::seconds(seconds);
            let (start, step) = first_and_step(from, to, step.map(Duration::from_secs)).unwrap();
            assert!(
                start >= from.timestamp_millis() && start - from.timestamp_millis() < step,
                "{seconds}"
            );
            assert_eq!((to.timestamp_millis() - start) % step, 0, "{seconds}");
            assert!(
                (to.timestamp_millis() - start) / step < MOST_SAMPLES,
                "{seconds}"
            );
            step / 1000
        };
        assert_eq!(case(0, None), 15);
        assert_eq!(case(1800, None), 15);
        assert_eq!(case(1807, None), 15);
        assert_eq!(case(1800, Some(60)), 60);
        assert_eq!(case(149_999, None), 15);
        assert_eq!(case(150_000, None), 16);
        assert_eq!(case(259_200, None), 26);
        assert_eq!(case(259_200, Some(1)), 26);
        assert_eq!(case(31_536_000, None), 3_154);
        assert_eq!(
            first_and_step(from, from - chrono::TimeDelta::seconds(1), None),
            None
        );
    }

    #[test]
    fn times_are_sent_to_the_millisecond() {
        assert_eq!(
            seconds(time("2026-11-20T09:00:00.045Z").timestamp_millis()),
            "1795165200.045"
        );
        assert_eq!(
            (seconds(15_000), seconds(-1500)),
            ("15.000".to_owned(), "-1.500".to_owned())
        );
    }

    #[test]
    fn secrets_do_not_go_over_plain_http_to_another_machine() {
        let token = Access {
            token: Some("s3cret".to_owned()),
            ..Access::default()
        };
        let fault = Server::new(
            "http://prometheus.example:9090",
            &token,
            super::super::TIMEOUT,
        )
        .unwrap_err();
        assert_eq!(
            fault.to_string(),
            "a secret would go to `prometheus.example` over plain http"
        );
        assert!(
            Server::new(
                "http://prometheus.example:9090",
                &Access::default(),
                super::super::TIMEOUT
            )
            .is_ok()
        );
        let server = Server::new("http://127.0.0.1:9090", &token, super::super::TIMEOUT).unwrap();
        assert!(!format!("{server:?}").contains("s3cret"));
    }

    #[test]
    fn a_metric_without_a_query_is_not_asked_for() {
        let server = Server::new(
            "http://127.0.0.1:9",
            &Access::default(),
            super::super::TIMEOUT,
        )
        .unwrap();
        let (id, title, unit) = ("error-rate".into(), "Error rate".to_owned(), "%".to_owned());
        let metric = Metric {
            id,
            title,
            unit,
            query: None,
            command: None,
        };
        let reading = server.read(
            &metric,
            Query::Instant {
                at: time("2026-11-20T09:00:00Z"),
            },
        );
        assert_eq!(reading.value(), Err("the metric has no query".to_owned()));
    }
}
