//! The strategies of a rollout: stages with growing shares of traffic, up to all of it.

use super::super::once::Once;
use super::super::{Declared, command};
use crate::definition::fault::{Fault, Staging};
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::definition::scalar;
use crate::domain::decimal::Decimal;
use crate::domain::id::{RoleId, StageId, StrategyId};
use crate::domain::plan::rollout::{Stage, Strategy, Traffic};

/// What the strategies of a rollout have in common.
pub(super) struct StrategyCheck<'r> {
    pub(super) page: &'r Page<'r>,
    pub(super) declared: &'r Declared,
    pub(super) rollout: &'r raw::Rollout,
    /// The roles that decide where a stage names none.
    pub(super) roles: Vec<RoleId>,
}

impl StrategyCheck<'_> {
    /// Checks a strategy and returns it.
    pub(super) fn strategy(
        &self,
        name: &Text,
        stages: &Placed<Vec<Placed<raw::Stage>>>,
    ) -> Strategy {
        let page = self.page;
        page.slug("a strategy", name);
        page.not_empty(stages, "the strategy", "write at least one stage");
        let mut seen = Once::new("stage", "stage");
        let mut checked: Vec<Stage> = Vec::new();
        let mut before: Option<Traffic> = None;
        for (at, stage) in stages.value.iter().enumerate() {
            let is_last = at + 1 == stages.value.len();
            let id = seen.name(page, stage.place, "a stage", stage.value.stage.as_ref());
            let traffic = self.traffic(stage, before, is_last.then_some(name));
            before = traffic.or(before);
            let traffic = traffic.unwrap_or_else(nothing);
            checked.push(self.stage(stage, id, traffic, is_last));
        }
        Strategy {
            id: StrategyId::from(name.value.as_str()),
            stages: checked,
        }
    }

    /// Returns the share of a stage; notes one that may be less than the share before, or less than all at the end of a
    /// strategy.
    fn traffic(
        &self,
        stage: &Placed<raw::Stage>,
        before: Option<Traffic>,
        ends: Option<&Text>,
    ) -> Option<Traffic> {
        let Some(text) = &stage.value.traffic else {
            self.page
                .note(stage.place, Fault::MissingKey { key: "traffic" });
            return None;
        };
        let traffic = self.page.scalar(
            text,
            "a share of traffic",
            "write percent, such as `25` or `1-5`",
            scalar::traffic,
        )?;
        if let Some(before) = before.filter(|before| traffic.least < before.most) {
            let fault = Staging::LessTraffic {
                before: before.text(),
                share: traffic.text(),
                least: before.most.to_string(),
            };
            self.page.note(text.place, Fault::Staging(fault));
        }
        if let Some(strategy) = ends.filter(|_| traffic.least < Decimal::whole(100)) {
            let fault = Staging::NotAllTraffic {
                strategy: strategy.value.clone(),
            };
            self.page.note(text.place, Fault::Staging(fault));
        }
        Some(traffic)
    }

    fn stage(
        &self,
        stage: &Placed<raw::Stage>,
        id: &str,
        traffic: Traffic,
        is_last: bool,
    ) -> Stage {
        let (page, raw) = (self.page, &stage.value);
        let deciding = raw
            .roles
            .as_ref()
            .map_or(&self.rollout.roles, |own| &own.value);
        if !is_last && deciding.is_empty() {
            let place = raw.stage.as_ref().map_or(stage.place, |name| name.place);
            let fault = Staging::NobodyDecides {
                stage: id.to_owned(),
            };
            page.note(place, Fault::Staging(fault));
        }
        let soak = |soak| {
            let help = "write the least and the most, such as `30m..60m`";
            page.scalar(soak, "a time to soak", help, scalar::soak)
        };
        Stage {
            id: StageId::from(id),
            traffic,
            soak: raw.soak.as_ref().and_then(soak),
            roles: match &raw.roles {
                Some(own) => page.ids(&own.value, "role", Some(&self.declared.roles)),
                // After the last stage the gate decides.
                None if is_last => Vec::new(),
                None => self.roles.clone(),
            },
            apply: raw.apply.as_ref().map(|apply| command::check(page, apply)),
            marks: page.milestone(raw.marks.as_ref()),
        }
    }
}

/// Returns what stands in for a share that could not be read.
fn nothing() -> Traffic {
    let (least, most) = (Decimal::default(), Decimal::default());
    Traffic { least, most }
}
