use chrono::{DateTime, Utc};

use super::*;

const ADA: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMU2eZvYQ3sZXBtSMK3Rt9HuXEY4oHqlygSWrfnZDp5a";

fn ada() -> KeyData {
    key(ADA).unwrap()
}

fn at(text: &str) -> Moment {
    let at: DateTime<Utc> = text.parse().unwrap();
    Moment {
        at,
        not_before: at,
        is_ahead: false,
    }
}

/// Whether the lines let `ada@x` sign with Ada's key.
fn allows(lines: &str, moment: Moment) -> Result<usize, String> {
    let signers = AllowedSigners::parse(lines.as_bytes());
    let found = signers.line_for("ada@x", &ada(), moment);
    found.map_err(|not| not.why.to_string())
}

#[test]
fn a_line_is_read_as_openssh_reads_it() {
    let now = at("2026-11-20T09:00:00Z");
    for (lines, expected) in [
        (format!("ada@x {ADA}"), 1),
        (format!("# comment\n\n  \tada@x\t{ADA} a comment\r\n"), 3),
        (format!("\"ada@x\" {ADA}"), 1),
        (format!("\"bo@x,ada@x\" {ADA}"), 1),
        (format!("*@x,!bo@x {ADA}"), 1),
        (format!("!ada@x,*@x {ADA}\nada@x {ADA}"), 2),
        (format!("ada@x namespaces=\"gonogo@event\" {ADA}"), 1),
        (format!("ada@x NameSpaces=\"git,gonogo@*\" {ADA}"), 1),
        (format!("ada@x namespaces=\"git\" {ADA}\nada@x {ADA}"), 2),
        (format!("ada@x valid-after=\"20261120Z\" {ADA}"), 1),
        (format!("ada@x valid-after=\"202611200900z\" {ADA}"), 1),
        (format!("ada@x valid-before=\"20261120090000UTC\" {ADA}"), 1),
        (
            format!("ada@x valid-after=\"20261101Z\",valid-before=\"20261201Z\" {ADA}"),
            1,
        ),
        (format!("broken\nada@x {ADA}"), 2),
    ] {
        assert_eq!(allows(&lines, now), Ok(expected), "{lines}");
    }
}

#[test]
fn a_line_that_means_something_else_than_it_says_is_void() {
    let cases: [(&str, LineFault); 19] = [
        ("ada@x", LineFault::NoKey),
        ("ada@x ssh-ed25519", LineFault::NoKey),
        ("ada@x ssh-ed25519 AAAA", LineFault::BadKey),
        ("* KEY", LineFault::ForAll),
        ("bo@x,?* KEY", LineFault::ForAll),
        ("\u{feff}ada@x KEY", LineFault::ByteOrderMark),
        (
            "ada@x valid-after=\"20261120\" KEY",
            LineFault::NoZone("20261120".to_owned()),
        ),
        (
            "ada@x valid-after=\"20260230Z\" KEY",
            LineFault::BadTime("20260230Z".to_owned()),
        ),
        (
            "ada@x valid-after=\"202611202400Z\" KEY",
            LineFault::BadTime("202611202400Z".to_owned()),
        ),
        (
            "ada@x valid-after=\"20261120235960Z\" KEY",
            LineFault::BadTime("20261120235960Z".to_owned()),
        ),
        (
            "ada@x valid-after=\"19700101Z\" KEY",
            LineFault::BadTime("19700101Z".to_owned()),
        ),
        (
            "ada@x valid-after=\"2026112009Z\" KEY",
            LineFault::BadTime("2026112009Z".to_owned()),
        ),
        (
            "ada@x valid-after=\"20261120Z\",valid-before=\"20261120Z\" KEY",
            LineFault::Never,
        ),
        (
            "ada@x namespaces=\"git, gonogo@event\" KEY",
            LineFault::SpacedNamespace,
        ),
        (
            "ada@x namespaces=gonogo@event KEY",
            LineFault::Unquoted("namespaces"),
        ),
        (
            "ada@x namespaces=\"a\",namespaces=\"b\" KEY",
            LineFault::Twice("namespaces"),
        ),
        (
            "ada@x touch-required KEY",
            LineFault::UnknownOption("touch-required".to_owned()),
        ),
        (
            "ada@x namespaces=\"gonogo@event\" valid-after=\"20261120Z\" KEY",
            LineFault::BadKey,
        ),
        (
            "ada@x cert-authority, KEY",
            LineFault::UnknownOption(",".to_owned()),
        ),
    ];
    for (line, fault) in cases {
        let signers = AllowedSigners::parse(line.replace("KEY", ADA).as_bytes());
        let found: Vec<&LineFault> = signers.void.iter().map(|line| &line.fault).collect();
        assert_eq!(found, [&fault], "{line}");
    }
    let bytes = [b"ada@x \xff ".as_slice(), ADA.as_bytes()].concat();
    let signers = AllowedSigners::parse(&bytes);
    assert_eq!(signers.void[0].fault, LineFault::NotText);
}

#[test]
fn the_times_of_a_line_are_inclusive_and_cannot_be_passed_by_dating_back() {
    let line = format!("ada@x valid-after=\"20261120Z\",valid-before=\"20261121Z\" {ADA}");
    for (time, is_allowed) in [
        ("2026-11-19T23:59:59Z", false),
        ("2026-11-20T00:00:00Z", true),
        ("2026-11-21T00:00:00Z", true),
        ("2026-11-21T00:00:01Z", false),
    ] {
        assert_eq!(allows(&line, at(time)).is_ok(), is_allowed, "{time}");
    }
    let dated_back = Moment {
        not_before: "2026-11-22T00:00:00Z".parse().unwrap(),
        ..at("2026-11-20T12:00:00Z")
    };
    assert_eq!(
        allows(&line, dated_back),
        Err("the line counts until 2026-11-21T00:00:00Z".to_owned())
    );
    let ahead = Moment {
        is_ahead: true,
        ..at("2026-11-20T12:00:00Z")
    };
    assert!(allows(&line, ahead).is_err());
    assert!(allows(&format!("ada@x {ADA}"), ahead).is_ok());
}

#[test]
fn case_counts_and_a_principal_in_upper_case_is_told() {
    let lines = format!("Ada@x {ADA}");
    let signers = AllowedSigners::parse(lines.as_bytes());
    assert_eq!(signers.upper_case, [1]);
    assert_eq!(
        allows(&lines, at("2026-11-20T09:00:00Z")),
        Err("the key is that of Ada@x".to_owned())
    );
}
