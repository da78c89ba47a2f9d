//! TLS and passwords, as the real Prometheus asks for them.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use gonogo::source::prometheus::{Access, Query, Server, TIMEOUT};
use tempfile::TempDir;

use super::real::{Prometheus, has_programs};
use super::{assert_missing, assert_value, at, error_rate};

/// bcrypt of `s3cret`, with few rounds.
const HASH: &str = "$2b$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG";

/// Makes an authority of this name, and a certificate from it for `localhost`.
fn authority(folder: &Path, name: &str) {
    let (ca, key) = (format!("{name}-ca.pem"), format!("{name}-ca.key"));
    let certificate = |arguments: &[&str]| {
        let openssl = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "3650",
            ])
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            openssl.status.success(),
            "{}",
            String::from_utf8_lossy(&openssl.stderr)
        );
    };
    certificate(&[
        "-subj",
        &format!("/CN={name}"),
        "-keyout",
        &key,
        "-out",
        &ca,
    ]);
    let (out, out_key) = (format!("{name}.pem"), format!("{name}.key"));
    let names = [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=CA:FALSE",
    ];
    certificate(
        &[
            &names[..],
            &[
                "-CA", &ca, "-CAkey", &key, "-keyout", &out_key, "-out", &out,
            ],
        ]
        .concat(),
    );
}

fn accepts(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

#[test]
fn a_server_is_trusted_by_its_certificate_and_trusts_by_password() {
    if !has_programs(
        "TLS and passwords",
        &[("prometheus", "--version"), ("openssl", "version")],
    ) {
        return;
    }
    let folder = TempDir::new().unwrap();
    for name in ["right", "wrong"] {
        authority(folder.path(), name);
    }
    let web = format!(
        "tls_server_config:\n  cert_file: right.pem\n  key_file: right.key\nbasic_auth_users:\n  ada: {HASH}\n"
    );
    let config = folder.path().join("web.yml");
    fs::write(&config, web).unwrap();
    let (right, wrong) = (
        folder.path().join("right-ca.pem"),
        folder.path().join("wrong-ca.pem"),
    );
    let prometheus = Prometheus::start(
        "",
        &[&format!("--web.config.file={}", config.display())],
        folder,
        accepts,
    );

    let read = |host: &str, ca: Option<&Path>, password: &str| {
        let access = Access {
            token: None,
            user: Some("ada".to_owned()),
            password: Some(password.to_owned()),
            ca: ca.map(Path::to_owned),
        };
        let server = Server::new(
            &format!("https://{host}:{}", prometheus.port()),
            &access,
            TIMEOUT,
        )
        .unwrap();
        server.read(&error_rate("vector(0.4)"), Query::Instant { at: at(0) })
    };
    assert_value(&read("localhost", Some(&right), "s3cret"), "0.4");
    assert_missing(
        &read("localhost", Some(&right), "wrong"),
        "the server refuses access (401)",
    );
    for ca in [Some(wrong.as_path()), None] {
        assert_missing(
            &read("localhost", ca, "s3cret"),
            "the connection is not trusted: invalid peer certificate: UnknownIssuer",
        );
    }
    let another_name = read("127.0.0.1", Some(&right), "s3cret");
    assert_missing(
        &another_name,
        "the connection is not trusted: invalid peer certificate: certificate not valid for name",
    );
}
