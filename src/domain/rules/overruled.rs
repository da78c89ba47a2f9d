//! NO-GOs that somebody else's GO overruled, and GOs that were called with a reason. Neither is an unconditional GO, so
//! both stand beside the verdict for as long as the GO does.

use crate::domain::event::{Call, Event, EventKind, RolloutEvent, Subject};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::rules::calls::{outdated, tally};
use crate::domain::state::Release;
use crate::domain::text::visible;

/// A NO-GO that somebody else's GO for the same role overruled.
#[derive(Clone, Copy, Debug)]
pub struct Overruled<'r> {
    /// The role that both spoke for.
    pub role: &'r RoleId,
    /// The NO-GO.
    pub no_go: &'r Event,
    /// The GO that cleared it.
    pub go: &'r Event,
}

/// A GO in force that was called with a reason.
#[derive(Clone, Copy, Debug)]
pub struct Conditional<'r> {
    /// The role that called.
    pub role: &'r RoleId,
    /// The GO.
    pub go: &'r Event,
}

impl Overruled<'_> {
    /// Says who called no-go and who overruled it, with both reasons, on one line.
    pub fn sentence(&self) -> String {
        let said = |event: &Event| {
            let reason = visible(event.kind.reason().unwrap_or_default());
            format!("{}: {reason}", event.who())
        };
        format!(
            "NO-GO by {}, overruled by {}",
            said(self.no_go),
            said(self.go)
        )
    }
}

impl Conditional<'_> {
    /// Says what the GO was called with, on one line.
    pub fn sentence(&self) -> String {
        let reason = visible(self.go.kind.reason().unwrap_or_default());
        format!("GO by {}: {reason}", self.go.who())
    }
}

/// Returns the NO-GOs that were overruled at the gate of a phase on the present candidate, oldest first.
pub(crate) fn at_gate<'r>(release: &'r Release, phase: &PhaseId) -> Vec<Overruled<'r>> {
    overruled(
        release,
        |subject| matches!(subject, Subject::Gate(at, _) if *at == phase),
    )
}

/// Returns the NO-GOs that were overruled at the stages of the rollout on the present candidate, oldest first.
pub(crate) fn at_stages(release: &Release) -> Vec<Overruled<'_>> {
    overruled(release, |subject| matches!(subject, Subject::StageCall(..)))
}

/// Returns the NO-GOs that were overruled at any gate or stage on the present candidate, oldest first.
pub fn all(release: &Release) -> Vec<Overruled<'_>> {
    overruled(release, |_| true)
}

/// Returns the GOs at the gate of a phase that are in force and were called with a reason. One that overruled a NO-GO
/// is told by [`at_gate`].
pub fn conditional<'r>(
    release: &'r Release,
    phase: &PhaseId,
) -> impl Iterator<Item = Conditional<'r>> {
    let told: Vec<_> = at_gate(release, phase).iter().map(|it| it.go.id).collect();
    let phases = release.plan().phase(phase).into_iter();
    let roles = phases.flat_map(|phase| release.poll_of(phase));
    let calls = roles.filter_map(|role| match release.call(phase, role) {
        Some((Call::Go, go)) if outdated(release, go).is_none() => Some(Conditional { role, go }),
        _ => None,
    });
    let conditional: Vec<_> = calls
        .filter(|call| call.go.kind.reason().is_some() && !told.contains(&call.go.id))
        .collect();
    conditional.into_iter()
}

/// Returns the votes at the gate of a phase that say more than go, with the role, in a sentence each: every no-go, and every
/// go with a reason. One that overruled a no-go is told by [`at_gate`].
pub fn votes<'r>(
    release: &'r Release,
    phase: &PhaseId,
) -> impl Iterator<Item = (&'r RoleId, String)> {
    let told: Vec<_> = at_gate(release, phase).iter().map(|it| it.go.id).collect();
    let phases = release.plan().phase(phase).into_iter();
    let polls = phases.flat_map(|phase| release.poll_of(phase).map(move |role| (phase, role)));
    polls.flat_map(move |(phase, role)| {
        let tally = tally(release, phase, role);
        let votes = tally
            .into_iter()
            .flat_map(|it| [it.no_gos, it.gos].concat());
        let votes: Vec<_> = votes.filter(|event| !told.contains(&event.id)).collect();
        votes.into_iter().filter_map(move |event| {
            let word = match call_of(event)? {
                Call::Go => "GO",
                Call::NoGo => "NO-GO",
            };
            let reason = visible(event.kind.reason()?);
            Some((role, format!("{word} by {}: {reason}", event.who())))
        })
    })
}

/// Returns what a call says; `None` for an event that is none.
fn call_of(event: &Event) -> Option<Call> {
    match &event.kind {
        EventKind::Called { call, .. }
        | EventKind::Rollout(RolloutEvent::StageCalled { call, .. }) => Some(*call),
        _ => None,
    }
}

/// Tells whether a call was made on the present candidate.
fn is_present(release: &Release, go: &Event) -> bool {
    match &go.kind {
        EventKind::Called { phase, .. }
            if release
                .plan()
                .phase(phase)
                .is_some_and(|phase| phase.gate.holds_for_release) =>
        {
            true
        }
        EventKind::Called { candidate, .. }
        | EventKind::Rollout(RolloutEvent::StageCalled { candidate, .. }) => {
            release.is_about_present(go, candidate.as_ref())
        }
        _ => false,
    }
}

fn overruled<'r>(
    release: &'r Release,
    is_wanted: impl Fn(&Subject<'_>) -> bool,
) -> Vec<Overruled<'r>> {
    let calls = || {
        release
            .events()
            .iter()
            .enumerate()
            .filter(|(_, event)| call_of(event).is_some() && is_wanted(&event.kind.subject()))
    };
    // Where people vote, a go takes the place of a no-go in the same name alone: that of a deputy, or of the member after a deputy.
    let is_same_say = |no_go: &Event, go: &Event| match go.kind.subject() {
        Subject::Gate(phase, role) if release.plan().votes(phase, role).is_some() => {
            release.plan().are_same(no_go.in_name_of(), go.in_name_of())
        }
        _ => true,
    };
    let mut standing: Vec<(usize, &Event)> = Vec::new();
    let mut found = Vec::new();
    for (seq, event) in calls() {
        if call_of(event) == Some(Call::NoGo) {
            standing.push((seq, event));
            continue;
        }
        let subject = event.kind.subject();
        let clears = |(earlier, no_go): &(usize, &Event)| {
            no_go.kind.subject() == subject
                && is_same_say(no_go, event)
                && release.history().sees(seq, *earlier)
        };
        let cleared: Vec<_> = standing.extract_if(.., |it| clears(it)).collect();
        let others = cleared.into_iter().filter(|(_, no_go)| {
            !release.plan().are_same(no_go.person(), event.person()) && is_present(release, event)
        });
        found.extend(others.filter_map(|(_, no_go)| {
            let (Subject::Gate(_, role) | Subject::StageCall(_, _, role)) = event.kind.subject()
            else {
                return None;
            };
            Some(Overruled {
                role,
                no_go,
                go: event,
            })
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Identity;
    use crate::domain::testing::{Story, outcome, person, plan};

    const NO_GO: &str = "Ada as qa calls no-go at pre because it burns";

    fn told(lines: &[&str]) -> Vec<String> {
        let release = Story::of(plan(&["pre/a dev", "gate pre qa"]))
            .tell(lines)
            .release();
        let phase = "pre".into();
        let overruled = at_gate(&release, &phase);
        let conditional = conditional(&release, &phase);
        overruled
            .iter()
            .map(Overruled::sentence)
            .chain(conditional.map(|it| it.sentence()))
            .collect()
    }

    #[test]
    fn a_no_go_that_somebody_else_overruled_stays_for_the_candidate() {
        let over = "Bob as qa calls go at pre because it is out";
        let both = "NO-GO by Ada: it burns, overruled by Bob: it is out";
        for (lines, expected) in [
            (&[NO_GO][..], &[][..]),
            (&[NO_GO, over], &[both]),
            (&[NO_GO, "Ada as qa calls go at pre"], &[]),
            (&[NO_GO, over, "respin c2"], &[]),
            (
                &[NO_GO, over, "Ada as qa calls no-go at pre because again"],
                &[both],
            ),
        ] {
            assert_eq!(told(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_no_go_vote_is_overruled_in_the_name_of_who_cast_it_alone() {
        let mut plan = plan(&["pre/a dev", "gate pre qa*1"]);
        plan.people = vec![Identity {
            person: person("Ada"),
            aliases: Vec::new(),
            deputies: vec![person("Eve")],
        }];
        let told = |lines: &[&str]| -> Vec<String> {
            let release = Story::of(plan.clone()).tell(lines).release();
            let phase = "pre".into();
            let overruled = at_gate(&release, &phase);
            let votes = votes(&release, &phase).map(|(_, sentence)| sentence);
            let overruled = overruled.iter().map(Overruled::sentence);
            overruled.chain(votes).collect()
        };
        let by_deputy = "Eve for Ada as qa calls go at pre because it is out";
        let both = "NO-GO by Ada: it burns, overruled by Eve on behalf of Ada: it is out";
        assert_eq!(told(&[NO_GO, by_deputy]), [both]);
        let other = told(&[NO_GO, "Bob as qa calls go at pre"]);
        assert_eq!(other, ["NO-GO by Ada: it burns"]);
        assert!(told(&[NO_GO, "Ada as qa calls go at pre"]).is_empty());
        let needs_reason = "2: a go over another person's no-go needs a reason";
        let no_go_by_deputy = "Eve for Ada as qa calls no-go at pre because it burns";
        for (no_go, go, expected) in [
            (NO_GO, "Eve for Ada as qa calls go at pre", needs_reason),
            (no_go_by_deputy, "Ada as qa calls go at pre", needs_reason),
            (NO_GO, "Ada as qa calls go at pre", "admitted"),
            (
                no_go_by_deputy,
                "Eve for Ada as qa calls go at pre",
                "admitted",
            ),
            (NO_GO, "Bob as qa calls go at pre", "admitted"),
        ] {
            let script = ["dev signs a", no_go, go];
            assert_eq!(outcome(&plan, &script), expected, "{script:?}");
        }
        let respun = [
            "dev signs a",
            NO_GO,
            "respin c2",
            "Eve for Ada as qa calls go at pre",
        ];
        assert_eq!(outcome(&plan, &respun), "admitted");
    }

    #[test]
    fn a_go_with_a_reason_is_told_while_it_holds() {
        let go = "qa calls go at pre because the docs follow";
        for (lines, expected) in [
            (&[go][..], &["GO by qa: the docs follow"][..]),
            (&[go, "respin c2"], &[]),
            (&["qa calls go at pre"], &[]),
        ] {
            assert_eq!(told(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_go_over_another_persons_no_go_needs_a_reason() {
        let plan = plan(&["pre/a dev", "gate pre qa"]);
        let case = |go| outcome(&plan, &[NO_GO, go]);
        assert_eq!(
            case("Bob as qa calls go at pre"),
            "2: a go over another person's no-go needs a reason"
        );
        assert_eq!(
            case("Bob as qa calls go at pre because it is out"),
            "admitted"
        );
        assert_eq!(case("Ada as qa calls go at pre"), "admitted");
    }
}
