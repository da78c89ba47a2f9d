//! The address of a server: `https://prometheus.example:9090/prefix`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;
use ureq::http::uri::Scheme;

use super::ServerFault;
use crate::source::quoted;

/// The address of a server, without anything secret in it and without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    text: String,
    host: String,
    is_encrypted: bool,
}

impl Address {
    /// Reads an address.
    pub(super) fn of(url: &str) -> Result<Self, ServerFault> {
        // First of all: from here on the text can be shown.
        if url.contains('@') {
            return Err(ServerFault::Userinfo);
        }
        Self::parsed(url).ok_or_else(|| ServerFault::Address(quoted(url)))
    }

    fn parsed(url: &str) -> Option<Self> {
        // The parser drops a fragment without a word.
        let uri: Uri = if url.contains(['#', '?']) {
            return None;
        } else {
            url.parse().ok()?
        };
        let scheme = uri
            .scheme()
            .filter(|scheme| [Scheme::HTTP, Scheme::HTTPS].contains(scheme))?;
        let authority = uri.authority()?;
        let host = authority.host();
        let has_bad_port = authority.as_str().len() != host.len() && authority.port_u16().is_none();
        if host.is_empty() || has_bad_port {
            return None;
        }
        let path = uri.path().trim_end_matches('/');
        Some(Self {
            text: format!("{scheme}://{authority}{path}"),
            host: host.to_owned(),
            is_encrypted: *scheme == Scheme::HTTPS,
        })
    }

    /// Tells whether nobody in between can read what is sent there.
    pub(super) fn is_safe(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.is_encrypted
            || bare.eq_ignore_ascii_case("localhost")
            || bare
                .parse()
                .is_ok_and(|address: Ipv4Addr| address.is_loopback())
            || bare
                .parse()
                .is_ok_and(|address: Ipv6Addr| address.is_loopback())
    }

    /// Returns the name or number of the machine.
    pub(super) fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_prefix_and_loses_its_last_slash() {
        for (url, expected) in [
            ("http://localhost:9090", "http://localhost:9090"),
            ("http://localhost:9090/", "http://localhost:9090"),
            (
                "https://prometheus.example/a/prefix//",
                "https://prometheus.example/a/prefix",
            ),
            ("HTTPS://[::1]:9090/x", "https://[::1]:9090/x"),
        ] {
            assert_eq!(Address::of(url).unwrap().to_string(), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in [
            "",
            "localhost",
            "localhost:9090",
            "/prometheus",
            "ftp://host",
            "file:///etc/passwd",
            "unix:///run/x",
            "http://",
            "http://:9090",
            "http://host:port",
            "http://host:99999",
            "http://host:",
            "http://host/?query=1",
            "http://host/#top",
            "http://ho st/",
            "http://host/\u{1b}[2J",
            "javascript:alert(1)",
            "https:host",
        ] {
            let fault = Address::of(url).unwrap_err();
            assert_eq!(
                fault.to_string(),
                format!(
                    "`{}` is not the address of a Prometheus server",
                    quoted(url)
                )
            );
        }
    }

    #[test]
    fn secrets_in_an_address_are_refused_and_not_repeated() {
        for url in [
            "http://ada:s3cret@host",
            "https://s3cret@host/x",
            "http://host/@s3cret",
        ] {
            let fault = Address::of(url).unwrap_err();
            assert!(
                !format!("{fault} {fault:?} {}", fault.way_out()).contains("s3cret"),
                "{url}"
            );
        }
    }

    #[test]
    fn plain_http_is_safe_only_on_this_machine() {
        for url in [
            "https://host",
            "http://localhost:1",
            "http://LOCALHOST",
            "http://127.0.0.1:9090",
            "http://127.9.9.9",
            "http://[::1]:9090",
        ] {
            assert!(Address::of(url).unwrap().is_safe(), "{url}");
        }
        for url in [
            "http://host",
            "http://10.0.0.1",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "http://[::2]",
            "http://0.0.0.0",
        ] {
            assert!(!Address::of(url).unwrap().is_safe(), "{url}");
        }
    }
}
