//! What is sent, and what comes of servers that do not do as they should.

use std::time::{Duration, Instant};

use gonogo::domain::digest::Digest;
use gonogo::domain::event::reading::{Data, Reading};
use gonogo::source::prometheus::{Access, Query, Server};

use super::loopback::{Act, Deaf, Loopback};
use super::{assert_missing, assert_value, at, error_rate};

/// The longest that a test waits for what must not wait; a patient machine needs a fraction.
const PATIENCE: Duration = Duration::from_secs(30);

fn good(value: &str) -> String {
    let time = at(0).timestamp();
    format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{}},"value":[{time},"{value}"]}}]}}}}"#
    )
}

fn ok() -> Act {
    Act::body("200 OK", &good("0.4"))
}

fn token() -> Access {
    Access {
        token: Some("s3cret-token".to_owned()),
        ..Access::default()
    }
}

fn read_from(url: &str, access: &Access, timeout: Duration) -> Reading {
    let server = Server::new(url, access, timeout).unwrap();
    server.read(
        &error_rate("100 * sum(rate(x{code=~\"5.+&%\"}[5m]))"),
        Query::Instant { at: at(0) },
    )
}

fn read(loopback: &Loopback, access: &Access) -> Reading {
    read_from(&loopback.url(), access, PATIENCE)
}

#[test]
fn a_query_is_sent_as_a_form_below_the_prefix() {
    let loopback = Loopback::new(&[ok()]);
    let reading = read_from(
        &format!("{}/some/prefix/", loopback.url()),
        &Access::default(),
        PATIENCE,
    );
    assert_value(&reading, "0.4");
    assert_eq!(
        reading.source,
        format!("prometheus {}/some/prefix", loopback.url())
    );
    assert_eq!(
        reading.query.as_deref(),
        Some("100 * sum(rate(x{code=~\"5.+&%\"}[5m]))")
    );
    assert!(
        matches!(reading.data, Data::Value { digest: Some(digest), .. } if digest == Digest::of_bytes(good("0.4").as_bytes()))
    );
    let [request] = loopback.requests().try_into().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("POST /some/prefix/api/v1/query HTTP/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.to_lowercase()
            .contains("\r\ncontent-type: application/x-www-form-urlencoded"),
        "{head}"
    );
    assert!(
        !head.to_lowercase().contains("\r\nauthorization:"),
        "{head}"
    );
    assert_eq!(
        body,
        "query=100+*+sum(rate(x%7Bcode%3D~%225.%2B%26%25%22%7D%5B5m%5D))&time=1748854800.000"
    );
}

#[test]
fn a_range_is_asked_for_up_to_its_end() {
    let loopback = Loopback::new(&[ok()]);
    let server = Server::new(&loopback.url(), &Access::default(), PATIENCE).unwrap();
    server.read(
        &error_rate("x"),
        Query::Range {
            from: at(0),
            to: at(1807),
            step: None,
        },
    );
    let [request] = loopback.requests().try_into().unwrap();
    assert!(
        request.starts_with("POST /api/v1/query_range HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.ends_with("query=x&start=1748854807.000&end=1748856607.000&step=15.000"),
        "{request}"
    );
}

#[test]
fn a_token_and_a_user_are_sent_in_their_own_way() {
    let loopback = Loopback::new(&[ok()]);
    assert_value(&read(&loopback, &token()), "0.4");
    let user = Access {
        user: Some("ada".to_owned()),
        password: Some("s3cret".to_owned()),
        ..Access::default()
    };
    assert_value(&read(&loopback, &user), "0.4");
    let [bearer, basic] = loopback.requests().try_into().unwrap();
    assert!(
        bearer
            .to_lowercase()
            .contains("\r\nauthorization: bearer s3cret-token\r\n"),
        "{bearer}"
    );
    assert!(
        basic.ends_with("time=1748854800.000") && basic.contains(": Basic YWRhOnMzY3JldA==\r\n"),
        "{basic}"
    );
}

#[test]
fn a_redirect_is_not_followed_and_the_token_does_not_travel() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let elsewhere = Loopback::new(&[ok()]);
        let answer = format!(
            "HTTP/1.1 {status}\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
            elsewhere.url()
        );
        let loopback = Loopback::new(&[Act::Say(answer.into_bytes())]);
        assert_missing(
            &read(&loopback, &token()),
            &format!("the server redirects ({})", &status[..3]),
        );
        assert_eq!(
            (loopback.requests().len(), elsewhere.requests().len()),
            (1, 0),
            "{status}"
        );
    }
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    for status in [
        "503 Service Unavailable",
        "502 Bad Gateway",
        "504 Gateway Timeout",
        "429 Too Many Requests",
    ] {
        let busy = Act::body(status, "busy");
        let loopback = Loopback::new(&[busy.clone(), busy, ok()]);
        assert_value(&read(&loopback, &Access::default()), "0.4");
        assert_eq!(loopback.requests().len(), 3, "{status}");
    }
    let loopback = Loopback::new(&[Act::body("503 Service Unavailable", "busy")]);
    assert_missing(
        &read(&loopback, &Access::default()),
        "the server answers with status 503",
    );
    assert_eq!(loopback.requests().len(), 3);
}

#[test]
fn a_connection_that_breaks_is_tried_again() {
    let cut = Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"status\":".to_vec());
    let loopback = Loopback::new(&[Act::Close, cut.clone(), ok()]);
    assert_value(&read(&loopback, &Access::default()), "0.4");
    assert_eq!(loopback.requests().len(), 3);
    assert_missing(
        &read(&Loopback::new(&[cut]), &Access::default()),
        "the server cannot be reached",
    );
}

#[test]
fn what_asking_again_does_not_change_is_asked_once() {
    for (status, expected) in [
        (
            "500 Internal Server Error",
            "the server answers with status 500",
        ),
        ("400 Bad Request", "the server answers with status 400"),
        ("401 Unauthorized", "the server refuses access (401)"),
        ("404 Not Found", "the server answers with status 404"),
    ] {
        let loopback = Loopback::new(&[Act::body(status, "<html>no</html>")]);
        assert_missing(&read(&loopback, &token()), expected);
        assert_eq!(loopback.requests().len(), 1, "{status}");
    }
    let bad = r#"{"status":"error","errorType":"bad_data","error":"no such\u001b[2J function"}"#;
    let loopback = Loopback::new(&[Act::body("400 Bad Request", bad)]);
    assert_missing(
        &read(&loopback, &token()),
        "Prometheus says: bad_data: no such\\x1b[2J function",
    );
}

#[test]
fn a_server_that_hangs_is_left_in_time() {
    for beginning in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    ] {
        let loopback = Loopback::new(&[Act::Hang(beginning.as_bytes().to_vec())]);
        let started = Instant::now();
        let reading = read_from(
            &loopback.url(),
            &Access::default(),
            Duration::from_millis(300),
        );
        assert_missing(&reading, "the server did not answer within 300ms");
        assert!(started.elapsed() < PATIENCE);
    }
}

#[test]
fn an_answer_without_an_end_is_not_read_to_it() {
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let loopback = Loopback::new(&[Act::Repeat(head, vec![b' '; 1 << 20])]);
    assert_missing(
        &read(&loopback, &Access::default()),
        "the answer is larger than 32 MiB",
    );
    assert_eq!(loopback.requests().len(), 1);
    let loopback = Loopback::new(&[Act::Repeat(
        b"HTTP/1.1 200 OK\r\n".to_vec(),
        b"X-More: header\r\n".repeat(1000),
    )]);
    assert_missing(
        &read(&loopback, &Access::default()),
        "the server cannot be asked",
    );
}

#[test]
fn garbage_is_no_data() {
    for body in [
        "",
        "null",
        "<html>",
        "\u{0}\u{1}\u{2}",
        "{\"status\":\"success\"}",
    ] {
        assert_missing(
            &read(&Loopback::new(&[Act::body("200 OK", body)]), &token()),
            "the answer is not one of a Prometheus server",
        );
    }
    let loopback = Loopback::new(&[Act::Say(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())]);
    assert!(matches!(
        read(&loopback, &token()).data,
        Data::Missing { .. }
    ));
}

#[test]
fn a_server_that_is_not_there_is_no_data() {
    let deaf = Deaf::new();
    let reading = read_from(&format!("http://{}", deaf.address()), &token(), PATIENCE);
    assert_missing(&reading, "the server cannot be reached");
    let reading = read_from(
        "https://no-such-machine.invalid",
        &token(),
        Duration::from_secs(5),
    );
    assert!(matches!(reading.data, Data::Missing { .. }), "{reading:?}");
}

#[test]
fn a_secret_that_a_server_repeats_is_not_shown() {
    let echo = r#"{"status":"error","errorType":"s3cret-token","error":"bad header: Bearer s3cret-token"}"#;
    let reading = read(
        &Loopback::new(&[Act::body("400 Bad Request", echo)]),
        &token(),
    );
    assert!(
        !format!("{reading:?}").contains("s3cret-token"),
        "{reading:?}"
    );
    assert_missing(&reading, "Prometheus says: …: bad header: Bearer …");
}

#[test]
fn plain_text_on_an_encrypted_address_is_no_data() {
    let loopback = Loopback::new(&[ok()]);
    let reading = read_from(
        &loopback.url().replace("http://", "https://"),
        &token(),
        Duration::from_secs(5),
    );
    assert!(matches!(reading.data, Data::Missing { .. }), "{reading:?}");
    assert!(
        loopback
            .requests()
            .iter()
            .all(|request| !request.contains("s3cret-token"))
    );
}
