//! The secret that is sent with every request, and the certificates that decide to whom.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::http::HeaderValue;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use super::{Access, PASSWORD, ServerFault, TOKEN, USER};
use crate::source::quoted;

/// The largest file of certificates, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What is sent as `Authorization`, when anything is.
#[derive(Default)]
pub(super) struct Authorization {
    header: Option<HeaderValue>,
    /// What must not be shown, the longest first.
    secrets: Vec<String>,
}

impl Authorization {
    /// Makes the header. A variable that is set to nothing counts as not set.
    pub(super) fn of(access: &Access) -> Result<Self, ServerFault> {
        let set = |value: &Option<String>| {
            value
                .as_deref()
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
        };
        match (set(&access.token), set(&access.user), set(&access.password)) {
            (None, None, None) => Ok(Self::default()),
            (Some(token), None, None) => Self::bearer(token),
            (None, Some(user), Some(password)) => Self::basic(&user, password),
            (Some(_), _, _) => Err(ServerFault::TwoSecrets),
            (None, _, _) => Err(ServerFault::HalfSecret),
        }
    }

    fn bearer(token: String) -> Result<Self, ServerFault> {
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ServerFault::Unsendable(TOKEN));
        }
        Self::new(&format!("Bearer {token}"), vec![token]).ok_or(ServerFault::Unsendable(TOKEN))
    }

    fn basic(user: &str, password: String) -> Result<Self, ServerFault> {
        if user.contains(|c: char| c == ':' || c.is_control()) {
            return Err(ServerFault::Unsendable(USER));
        }
        let both = STANDARD.encode(format!("{user}:{password}"));
        Self::new(&format!("Basic {both}"), vec![both, password])
            .ok_or(ServerFault::Unsendable(PASSWORD))
    }

    fn new(text: &str, secrets: Vec<String>) -> Option<Self> {
        let mut header = HeaderValue::from_str(text).ok()?;
        header.set_sensitive(true);
        Some(Self {
            header: Some(header),
            secrets,
        })
    }

    pub(super) fn header(&self) -> Option<&HeaderValue> {
        self.header.as_ref()
    }

    /// Returns the beginning of what a server says, on one line, without the secrets that it may repeat.
    pub(super) fn without_secrets(&self, text: &str) -> String {
        quoted(&self.secrets.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), "…")
        }))
    }
}

/// Reads the certificates that a server's is checked against.
pub(in crate::source) fn certificates(path: &Path) -> Result<RootCerts, ServerFault> {
    let name = || quoted(&path.display().to_string());
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
    read.map_err(|source| ServerFault::Unreadable {
        path: name(),
        source,
    })?;
    let items: Result<Vec<_>, _> = parse_pem(&bytes).collect();
    let items = items.map_err(|_| ServerFault::NoCertificates { path: name() })?;
    let certificates = items.into_iter().filter_map(|item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<Certificate<'static>> = certificates.collect();
    if certificates.is_empty() {
        Err(ServerFault::NoCertificates { path: name() })
    } else {
        Ok(certificates.into())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn authorization(
        token: &str,
        user: &str,
        password: &str,
    ) -> Result<Authorization, ServerFault> {
        let given = |text: &str| Some(text.to_owned()).filter(|text| text != "-");
        Authorization::of(&Access {
            token: given(token),
            user: given(user),
            password: given(password),
            ca: None,
        })
    }

    fn header(token: &str, user: &str, password: &str) -> Option<String> {
        authorization(token, user, password)
            .unwrap()
            .header()
            .map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_token_is_a_bearer_and_a_user_is_basic() {
        assert_eq!(header("s3cret", "-", "-").as_deref(), Some("Bearer s3cret"));
        assert_eq!(
            header(" s3cret\n", "", "").as_deref(),
            Some("Bearer s3cret")
        );
        // RFC 7617, section 2.
        assert_eq!(
            header("-", "Aladdin", "open sesame").as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(
            header("-", "test", "123£").as_deref(),
            Some("Basic dGVzdDoxMjPCow==")
        );
        assert_eq!(header("-", "-", "-"), None);
        assert_eq!(header("", " ", ""), None);
    }

    #[test]
    fn what_is_no_single_sendable_secret_is_refused() {
        assert!(matches!(
            authorization("t", "ada", "p"),
            Err(ServerFault::TwoSecrets)
        ));
        assert!(matches!(
            authorization("t", "-", "p"),
            Err(ServerFault::TwoSecrets)
        ));
        assert!(matches!(
            authorization("-", "ada", "-"),
            Err(ServerFault::HalfSecret)
        ));
        assert!(matches!(
            authorization("-", "-", "p"),
            Err(ServerFault::HalfSecret)
        ));
        for token in ["s3 cret", "s3\r\nX-Evil: 1", "s3\u{e9}", "s3\0"] {
            let fault = authorization(token, "-", "-").err().unwrap();
            assert!(matches!(fault, ServerFault::Unsendable(TOKEN)), "{token}");
            assert!(!format!("{fault} {fault:?}").contains("s3"), "{token}");
        }
        assert!(matches!(
            authorization("-", "a:b", "p"),
            Err(ServerFault::Unsendable(USER))
        ));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let authorization = authorization("-", "ada", "s3cret").unwrap();
        let both = STANDARD.encode("ada:s3cret");
        assert_eq!(
            authorization.without_secrets(&format!("bad header Basic {both}: s3cret\n")),
            "bad header Basic …: …"
        );
        let access = Access {
            token: Some("s3cret".to_owned()),
            password: Some("s3cret".to_owned()),
            ..Access::default()
        };
        assert_eq!(format!("{access:?}"), "Access { ca: None, .. }");
        assert_eq!(format!("{:?}", authorization.header()), "Some(Sensitive)");
    }

    #[test]
    fn certificates_come_from_a_pem_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        assert!(matches!(
            certificates(&path),
            Err(ServerFault::Unreadable { .. })
        ));
        for text in [
            "",
            "no certificate",
            "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA",
        ] {
            fs::write(&path, text).unwrap();
            assert!(
                matches!(certificates(&path), Err(ServerFault::NoCertificates { .. })),
                "{text}"
            );
        }
        fs::write(
            &path,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        )
        .unwrap();
        assert!(certificates(&path).is_ok());
    }
}
