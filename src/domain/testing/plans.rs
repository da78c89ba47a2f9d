//! Plans in a few lines.

use super::{incidents, rollout};
use crate::domain::duration;
use crate::domain::id::RoleId;
use crate::domain::plan::incident::Severity;
use crate::domain::plan::{
    After, Bound, Due, Fact, Gate, Item, Phase, Plan, Policy, Polled, Role, Separation, When,
};

/// Makes a plan: `pre/a dev`, `ship/b dev+qa bound proof killer maybe when=db+ui any=db+ui not=ui marks=deployed after=staged+24h entry=x fresh=24h
/// waived-by=rm+pm due=-7d`,
/// `gate pre dev+qa@db+ops*3 wait=staged+72h due=-7d`.
///
/// The roles are dev, qa, ops, pm, and rm who may waive; the facts are db and ui. The lines of a rollout and of monitoring
/// windows are in [`rollout`], those of a rollback and of incidents in [`incidents`].
pub(crate) fn plan(lines: &[&str]) -> Plan {
    let role = |name: &str| Role {
        id: name.into(),
        title: name.to_uppercase(),
        aliases: Vec::new(),
        may_waive: name == "rm",
        may_amend: false,
        members: Vec::new(),
    };
    let fact = |name: &str| Fact {
        id: name.into(),
        question: format!("Does it touch {name}?"),
    };
    let mut plan = Plan {
        policy: Policy {
            separation: Separation::Off,
            ..Policy::default()
        },
        roles: ["dev", "qa", "ops", "pm", "rm"].map(role).into(),
        facts: ["db", "ui"].map(fact).into(),
        ..Plan::default()
    };
    for line in lines {
        if rollout::take_plan_line(&mut plan, line) || incidents::take_plan_line(&mut plan, line) {
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["gate", phase, rest @ ..] => {
                let gate = &mut phase_of(&mut plan, phase).gate;
                let (rules, poll): (Vec<&str>, Vec<&str>) =
                    rest.iter().partition(|word| word.contains('='));
                let value = |rule: &str| rules.iter().find_map(|it| it.strip_prefix(rule));
                gate.wait = value("wait=").and_then(After::parse);
                gate.due = value("due=").and_then(Due::parse);
                gate.poll = poll.iter().flat_map(|poll| polled(poll)).collect();
            }
            [id, roles, rules @ ..] => {
                let phase = id.split('/').next().unwrap_or_default();
                phase_of(&mut plan, phase);
                plan.items.push(item(id, phase, roles, rules));
            }
            _ => panic!("`{line}` is neither a gate nor an item"),
        }
    }
    plan
}

fn phase_of<'p>(plan: &'p mut Plan, name: &str) -> &'p mut Phase {
    if let Some(rollback) = plan
        .rollback
        .as_mut()
        .filter(|rollback| rollback.phase.id.as_str() == name)
    {
        return &mut rollback.phase;
    }
    let place = plan
        .phases
        .iter()
        .position(|phase| phase.id.as_str() == name)
        .unwrap_or_else(|| {
            let gate = Gate {
                title: format!("Go for {name}"),
                ..Gate::default()
            };
            plan.phases.push(Phase {
                id: name.into(),
                title: name.to_owned(),
                gate,
            });
            plan.phases.len() - 1
        });
    &mut plan.phases[place]
}

/// Reads who is polled: `dev+qa`, or `qa@db` when the fact `db` must hold.
fn polled(poll: &str) -> impl Iterator<Item = Polled> {
    poll.split('+').map(|word| {
        let (word, votes) = word.split_once('*').unwrap_or((word, ""));
        let (role, fact) = word.split_once('@').unwrap_or((word, ""));
        let mut polled = Polled::from(RoleId::from(role));
        polled.when.all = if fact.is_empty() {
            Vec::new()
        } else {
            names(fact)
        };
        polled.votes = votes.parse().ok();
        polled
    })
}

pub(super) fn item(id: &str, phase: &str, roles: &str, rules: &[&str]) -> Item {
    let has = |rule: &str| rules.contains(&rule);
    let value = |rule: &str| {
        rules
            .iter()
            .find_map(|given| given.strip_prefix(rule)?.strip_prefix('='))
    };
    Item {
        id: id.into(),
        phase: phase.into(),
        section: String::new(),
        text: format!("Check {id}"),
        roles: names(roles),
        when: When {
            all: value("when").map(names).unwrap_or_default(),
            any: value("any").map(names).unwrap_or_default(),
            not: value("not").map(names).unwrap_or_default(),
        },
        if_applicable: has("maybe"),
        evidence_required: has("proof"),
        bound: if has("bound") {
            Bound::Candidate
        } else {
            Bound::Release
        },
        killer: has("killer"),
        marks: value("marks").map(Into::into),
        after: value("after").and_then(After::parse),
        fresh: value("fresh").map(|time| duration::read(time).unwrap()),
        signers: value("signers").and_then(|count| count.parse().ok()),
        waived_by: value("waived-by").map(names).unwrap_or_default(),
        due: value("due").and_then(Due::parse),
        in_order: has("in-order"),
        entry: value("entry").map(Into::into),
        check: None,
        help: None,
        link: None,
        removed: false,
        from_severity: value("from").and_then(Severity::from_word),
        incident: None,
    }
}

pub(super) fn names<T: for<'t> From<&'t str>>(joined: &str) -> Vec<T> {
    joined.split('+').map(T::from).collect()
}
