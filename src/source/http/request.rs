//! The request itself.

use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::TlsConfig;

use super::{Answered, CA, HttpFault, late};
use crate::domain::digest::Digest;
use crate::source::prometheus::certificates;
use crate::source::quoted;

/// The most bytes of a body that are read; no digest tells of the rest.
const MOST_BODY: u64 = 1024 * 1024;

/// Asks an address, and returns what it answers within `time`.
pub(super) fn get(url: &str, time: Duration, ca: Option<&Path>) -> Result<Answered, HttpFault> {
    let mut tls = TlsConfig::builder();
    if let Some(path) = ca {
        tls = tls.root_certs(certificates(path).map_err(HttpFault::Certificates)?);
    }
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(time))
        .user_agent(concat!("gonogo/", env!("CARGO_PKG_VERSION")));
    let agent: Agent = config.build().into();
    let silent = |error: &ureq::Error| silent(error, time);
    let response = agent.get(url).call().map_err(|error| silent(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    let reader = response.into_body().into_reader();
    let read = reader.take(MOST_BODY + 1).read_to_end(&mut body);
    read.map_err(|error| silent(&ureq::Error::from(error)))?;
    let most = usize::try_from(MOST_BODY).unwrap_or(usize::MAX);
    let is_cut = body.len() > most;
    body.truncate(most);
    Ok(Answered {
        status,
        digest: Digest::of_bytes(&body),
        length: body.len(),
        is_cut,
    })
}

fn silent(error: &ureq::Error, time: Duration) -> HttpFault {
    HttpFault::Silent(match error {
        ureq::Error::Timeout(_) => return late(time),
        ureq::Error::HostNotFound => "the host is unknown".to_owned(),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => format!(
            "the connection is not trusted: {}; set {CA} to the certificates to trust",
            quoted(&error.to_string())
        ),
        ureq::Error::Io(error) => {
            format!(
                "the server cannot be reached: {}",
                quoted(&error.to_string())
            )
        }
        error => format!("the server cannot be asked: {}", quoted(&error.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::{TcpListener, TcpStream};

    use super::super::ask;
    use super::*;

    /// Answers the requests to an address one after the other, and returns the address.
    fn server(answers: Vec<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/health?a=b", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                read_head(&mut stream);
                let _ = stream.write_all(&answer);
            }
        });
        address
    }

    fn read_head(stream: &mut TcpStream) {
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
            head.push(byte[0]);
        }
    }

    fn asked(answer: &[u8]) -> Result<Answered, String> {
        let address = server(vec![answer.to_vec()]);
        ask(&address, 20, None, &|| false).map_err(|fault| fault.to_string())
    }

    #[test]
    fn the_status_and_the_digest_of_the_body_are_told() {
        let answered = asked(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
        assert_eq!(
            (answered.status, answered.length, answered.is_cut),
            (200, 2, false)
        );
        assert_eq!(answered.digest, Digest::of_bytes(b"ok"));
        let none = asked(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n").unwrap();
        assert_eq!((none.status, none.length), (503, 0));
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let head =
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(asked(head).unwrap().status, 302);
    }

    #[test]
    fn a_long_body_is_cut() {
        let mut answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        answer.resize(answer.len() + 2 * 1024 * 1024, b'x');
        let answered = asked(&answer).unwrap();
        assert_eq!((answered.length, answered.is_cut), (1024 * 1024, true));
    }

    #[test]
    fn what_does_not_answer_is_silent_and_can_be_stopped() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let silent = format!("http://{}/", taken.local_addr().unwrap());
        let late = ask(&silent, 1, None, &|| false).unwrap_err();
        assert_eq!(late.to_string(), "the server did not answer within 1s");
        assert!(matches!(
            ask(&silent, 60, None, &|| true),
            Err(HttpFault::Stopped)
        ));
        assert!(matches!(asked(b"not HTTP\r\n\r\n"), Err(why) if why.contains("cannot be asked")));
        let absent = ask(
            "https://127.0.0.1:1/",
            5,
            Some(Path::new("/no/such/file")),
            &|| false,
        );
        assert!(matches!(absent, Err(HttpFault::Certificates(_))));
    }
}
