//! What was planned: phases, facts, strategy and windows.

use crate::domain::duration::span;
use crate::domain::plan::Phase;
use crate::domain::plan::monitoring::Window;
use crate::domain::plan::rollout::Strategy;
use crate::domain::reports::retro::{FactTold, Retro};
use crate::domain::text::{counted, yes_or_no};
use crate::render::markdown::parts::list;
use crate::render::markdown::{code, escape};

pub(super) fn planned(retro: &Retro<'_>) -> String {
    let planned = &retro.planned;
    let named = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
    let mut lines = vec![
        format!("**Type:** {}", escape(retro.release.header().kind.as_str())),
        format!(
            "**Candidate:** {}",
            named(planned.candidate.map(|candidate| code(candidate.as_str())))
        ),
    ];
    lines.extend(facts(&planned.facts));
    lines.push(format!(
        "**Plan:** {}",
        size(planned.items(), planned.ruled_out())
    ));
    let phase = |(phase, items, ruled_out): &(&Phase, usize, usize)| {
        format!("**{}:** {}", escape(&phase.title), size(*items, *ruled_out))
    };
    lines.extend(planned.phases.iter().map(phase));
    if retro.release.plan().rollout.is_some() {
        lines.push(format!(
            "**Strategy:** {}",
            named(planned.strategy.map(strategy))
        ));
    }
    let monitoring = retro.release.plan().monitoring.iter();
    lines.extend(
        monitoring
            .flat_map(|monitoring| &monitoring.windows)
            .map(window),
    );
    list(&lines, "")
}

/// Returns how many items were asked, and how many more a fact ruled out.
fn size(items: usize, ruled_out: usize) -> String {
    let items = counted(items, "item");
    if ruled_out == 0 {
        items
    } else {
        format!("{items} ({ruled_out} not applicable)")
    }
}

fn facts(facts: &[FactTold<'_>]) -> Vec<String> {
    let name = |told: &FactTold<'_>| escape(told.fact.id.as_str());
    let answered = |answer: Option<bool>, label: &str| {
        let names: Vec<String> = facts
            .iter()
            .filter(|told| told.in_the_end == answer)
            .map(name)
            .collect();
        (!names.is_empty()).then(|| format!("**{label}:** {}", names.join(", ")))
    };
    let changed = facts
        .iter()
        .filter(|told| told.at_start != told.in_the_end)
        .map(|told| {
            let before = told.at_start.map_or("not answered", yes_or_no);
            format!("**Fact {}:** {before} at the start", name(told))
        });
    let said = [
        answered(Some(true), "Facts answered yes"),
        answered(Some(false), "Facts answered no"),
        answered(None, "Unanswered facts, treated as yes"),
    ];
    said.into_iter().flatten().chain(changed).collect()
}

fn strategy(strategy: &Strategy) -> String {
    let stages = strategy
        .stages
        .iter()
        .map(|stage| format!("{} {} %", escape(stage.id.as_str()), stage.traffic.text()));
    format!(
        "{}: {}",
        escape(strategy.id.as_str()),
        stages.collect::<Vec<_>>().join(", ")
    )
}

fn window(window: &Window) -> String {
    let (from, to) = (span(window.from), span(window.to));
    format!(
        "**Window {}:** {from} to {to} after the deployment, {}",
        escape(window.id.as_str()),
        escape(window.role.as_str())
    )
}
