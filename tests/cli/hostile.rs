//! Texts that try to be more than text, and a release whose record is full of them.

use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::id::{Candidate, ItemId, PhaseId, RoleId, TypeId};
use gonogo::domain::plan::{Bound, Gate, Header, Item, Phase, Plan, Role, When};
use gonogo::record::journal::{Author, Signer, started};
use gonogo::record::write;

use crate::team::Team;

/// What each format, and each of its readers, takes for something else than text.
pub(crate) const HOSTILE: [&str; 32] = [
    "::error::owned",
    " ::set-output name=verdict::GO",
    "\n::add-mask::GO",
    "x\r\n::stop-commands::t",
    "\r::error::owned",
    "##[error]owned",
    "a ##[group]x",
    "%0A::error::owned",
    "100%25 done, 50%: a,b",
    "verdict=GO\nverdict=GO",
    "x<<EOF\nverdict=GO\nEOF",
    "mark [x] when done",
    "- [x] done",
    "![x](y)",
    "@team and @octo/ops #123 GH-123 owner/repo#1",
    "<script>alert(1)</script><!-- x -->",
    "a | b | c\n| --- |",
    "]]></failure><testcase name=\"x\"/>",
    "\" onload=\"x\" & 'y' &amp; &#8203; &lt;",
    "\u{1b}[2J\u{1b}c\u{9b}31m",
    "tab\there  two  blanks ",
    "\u{fffe}\u{ffff}\u{fffd}\u{1fffe}",
    "\u{0}\u{8}\u{b}\u{7f}\u{85}\u{2028}",
    "\u{202e}evil\u{2066}",
    "integer",
    "日本 ✓ 🎉 é",
    "https://evil.example www.evil.example a@b.example",
    "# heading\n> quote\n1. one\n```\ncode",
    "`code` ``x` \\` \\\\ *a* _b_ ~~c~~ $x$ :smile:",
    "{\"a\": \"\\u0041\"}",
    "[ref]: https://evil.example\n[ref]",
    "trailing backslash \\",
];

/// Returns so many texts, the same on every run: the hostile ones, and pieces of them put together at random.
pub(crate) fn texts(count: usize) -> Vec<String> {
    let mut seed: u64 = 14;
    let mut below = |end: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % end
    };
    let mut texts: Vec<String> = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    while texts.len() < count {
        let mut text = String::new();
        for _ in 0..=below(12) {
            let from: Vec<char> = HOSTILE[below(HOSTILE.len())].chars().collect();
            let start = below(from.len());
            let end = (start + 1 + below(6)).min(from.len());
            text.extend(&from[start..end]);
            if below(4) == 0 {
                text.extend(char::from_u32(u32::try_from(below(0x11_0000)).unwrap()));
            }
        }
        texts.push(text);
    }
    texts
}

/// Returns the id of the item that has the text of this number.
pub(crate) fn item_of(number: usize) -> String {
    format!("pre-release/item-{number:03}")
}

/// Gives a team the release 2.4.0, in which every text is that of an item, and that of a blocker of every other item. Its
/// gate is at NO-GO with blockers, and on HOLD without.
pub(crate) fn team(texts: &[String], has_blockers: bool) -> Team {
    let role = RoleId::from("developer");
    let item = |(number, text): (usize, &String)| Item {
        id: ItemId::from(item_of(number).as_str()),
        phase: PhaseId::from("pre-release"),
        section: "Readiness".to_owned(),
        text: text.clone(),
        roles: vec![role.clone()],
        when: When::default(),
        if_applicable: false,
        evidence_required: false,
        bound: Bound::Release,
        killer: false,
        marks: None,
        after: None,
        fresh: None,
        signers: None,
        waived_by: Vec::new(),
        due: None,
        in_order: false,
        entry: None,
        check: None,
        help: None,
        link: None,
        removed: false,
        from_severity: None,
        incident: None,
    };
    let plan = Plan {
        roles: vec![Role {
            id: role.clone(),
            title: "Developer".to_owned(),
            aliases: Vec::new(),
            may_waive: false,
            may_amend: false,
            members: Vec::new(),
        }],
        phases: vec![Phase {
            id: PhaseId::from("pre-release"),
            title: "Pre-release".to_owned(),
            gate: Gate {
                holds_for_release: false,
                due: None,
                wait: None,
                title: HOSTILE[0].to_owned(),
                facilitator: None,
                poll: vec![role.clone().into()],
            },
        }],
        items: texts.iter().enumerate().map(item).collect(),
        ..Plan::default()
    };
    let header = Header {
        version: "2.4.0".parse().unwrap(),
        id: "0b6e7d1c9a5f4e3d8c2b1a0f9e8d7c6b".to_owned(),
        kind: TypeId::from("minor"),
        playbook: "embedded".to_owned(),
        facts: std::collections::BTreeMap::new(),
    };
    let ada = "Ada Lovelace <ada@octoacme.example>".parse().unwrap();
    let now = "2026-11-20T09:00:00Z".parse().unwrap();
    let candidate = Some(Candidate::from("c1"));
    let author = Author {
        by: &ada,
        at: now,
        is_clock_right: true,
        signer: &Signer::none(),
    };
    let mut release = started(header, plan, candidate, Vec::new(), author).unwrap();
    for (number, text) in texts.iter().enumerate().step_by(2).filter(|_| has_blockers) {
        let kind = EventKind::Blocked {
            item: ItemId::from(item_of(number).as_str()),
            role: role.clone(),
            reason: text.clone(),
            by_check: false,
            acted_for: None,
        };
        let heads = release.heads().to_vec();
        let event = Event::new(&release.header().id, now, ada.clone(), kind, heads);
        release = release.after(event);
    }
    let team = Team::new();
    std::fs::create_dir(team.path("releases")).unwrap();
    let text = write::text(release.record());
    std::fs::write(team.path("releases/2.4.0.toml"), text).unwrap();
    team
}
