//! What the commands that answer items have in common.

use super::context::Context;
use crate::commands::args::{Acting, Represented, Selected};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::{ActedFor, Event, EventKind};
use crate::domain::id::{ClassId, RoleId, TriggerId};
use crate::domain::person::Person;
use crate::domain::plan::incident::{Class, Trigger};
use crate::domain::plan::{Item, Plan};
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::naming::{self, Named};
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::record::journal::Appended;
use crate::record::write::event_text;
use crate::render;
use crate::style::OutputStyle;

/// Finds a class of incidents by its name.
pub(super) fn class(classes: &[Class], name: &str) -> Result<ClassId, CommandError> {
    let known: Vec<&str> = classes.iter().map(|class| class.id.as_str()).collect();
    let found = classes
        .iter()
        .find(|class| class.id.as_str() == name)
        .map(|class| class.id.clone());
    found.ok_or_else(|| not_in_plan(Named::Class, name, &known))
}

/// Finds a reason to roll back by its name.
pub(super) fn trigger(triggers: &[Trigger], name: &str) -> Result<TriggerId, CommandError> {
    let known: Vec<&str> = triggers.iter().map(|trigger| trigger.id.as_str()).collect();
    let found = triggers
        .iter()
        .find(|trigger| trigger.id.as_str() == name)
        .map(|trigger| trigger.id.clone());
    found.ok_or_else(|| not_in_plan(Named::Trigger, name, &known))
}

/// Says that the plan has no thing of this name, and which it has.
pub(super) fn not_in_plan(what: Named, name: &str, known: &[&str]) -> CommandError {
    naming::unknown(what, name, known.iter().copied()).into()
}

/// Appends one answer to one named item.
pub(super) fn one(
    context: &Context,
    (selected, acting): (&Selected, &Acting),
    represented: &Represented,
    name: &str,
    role: &RoleChoice<'_>,
    make: impl FnOnce(&Release, &Item, RoleId) -> Option<EventKind>,
) -> Result<Answer, CommandError> {
    append_for(context, (selected, acting), represented, |release, by| {
        let item = naming::item(release.plan(), name)?;
        let role = role.decide(release, item, by)?;
        let kind = make(release, item, role).ok_or_else(|| Refusal::NoItem(item.id.clone()))?;
        Ok(vec![kind])
    })
}

/// Appends events, or previews them, and says so. What is the case already is not a failure.
pub(super) fn append(
    context: &Context,
    selected: &Selected,
    acting: &Acting,
    decide: impl FnOnce(&Release, &Person) -> Result<Vec<EventKind>, CommandError>,
) -> Result<Answer, CommandError> {
    Ok(said(
        context,
        acting,
        &context.append(selected, acting, decide)?,
    ))
}

/// Does what [`append`] does, for another person where one is represented. `decide` is handed whose say it is.
pub(super) fn append_for(
    context: &Context,
    (selected, acting): (&Selected, &Acting),
    represented: &Represented,
    decide: impl FnOnce(&Release, &Person) -> Result<Vec<EventKind>, CommandError>,
) -> Result<Answer, CommandError> {
    let acted_for = Context::acted_for(represented)?;
    append(context, selected, acting, |release, by| {
        let person = acted_for.as_ref().map_or(by, ActedFor::person);
        let kinds = decide(release, person)?.into_iter();
        Ok(kinds.map(|kind| kind.said_by(acted_for.clone())).collect())
    })
}

/// Says what was appended, with what should be known about it.
pub(super) fn said(context: &Context, acting: &Acting, appended: &Appended) -> Answer {
    let cautions = appended
        .cautions
        .iter()
        .map(|caution| Remark::Warning(caution.sentence()));
    let text = if acting.dry_run {
        appended
            .events
            .iter()
            .map(event_text)
            .collect::<Vec<_>>()
            .join("\n")
    } else {
        lines(&appended.events, context.stdout)
    };
    let already = appended
        .already
        .iter()
        .map(|refusal| Remark::Note(format!("nothing to do: {refusal}")));
    let rehearsed = (acting.dry_run && !text.is_empty())
        .then(|| Remark::Hint("dry run: nothing was written".to_owned()));
    let remarks = cautions.chain(already).chain(rehearsed).collect();
    Answer {
        text,
        is_data: acting.dry_run,
        remarks,
        has_recorded: !acting.dry_run && !appended.events.is_empty(),
        ..Answer::default()
    }
}

fn lines(events: &[Event], look: OutputStyle) -> String {
    events
        .iter()
        .map(|event| render::event::done(event, look) + "\n")
        .collect()
}

/// Decides for which role somebody ends a rollback; `None` when the playbook names none.
pub(super) fn ending_role(
    release: &Release,
    given: Option<&str>,
    by: &Person,
) -> Result<Option<RoleId>, CommandError> {
    let plan = release.plan();
    let ends = plan
        .rollback
        .as_ref()
        .map(|rollback| rollback.ends.as_slice())
        .unwrap_or_default();
    match given {
        Some(name) => Ok(Some(naming::role(&plan.roles, name)?.id.clone())),
        None if ends.is_empty() => Ok(None),
        None => Ok(Some(naming::speaking_role(
            plan,
            ends,
            by,
            &"the end of a rollback",
        )?)),
    }
}

/// Decides for which role somebody decides on rollback or hotfix.
pub(super) fn deciding_role(
    release: &Release,
    given: Option<&str>,
    by: &Person,
) -> Result<RoleId, CommandError> {
    let plan = release.plan();
    if let Some(name) = given {
        return Ok(naming::role(&plan.roles, name)?.id.clone());
    }
    let everybody = || plan.roles.iter().map(|role| role.id.clone()).collect();
    let deciding = plan
        .decision()
        .map(|duty| duty.roles.clone())
        .filter(|roles| !roles.is_empty());
    Ok(naming::speaking_role(
        plan,
        &deciding.unwrap_or_else(everybody),
        by,
        &"the decision",
    )?)
}

/// For which role a person speaks.
pub(super) enum RoleChoice<'a> {
    /// The item's own roles may speak.
    Own(Option<&'a str>),
    /// The roles that may waive may speak.
    Waiver(Option<&'a str>),
}

impl RoleChoice<'_> {
    pub(super) fn decide(
        &self,
        release: &Release,
        item: &Item,
        by: &Person,
    ) -> Result<RoleId, CommandError> {
        let plan = release.plan();
        let (given, candidates) = match self {
            Self::Own(given) => (given, item.roles.iter().collect()),
            Self::Waiver(given) => (given, plan.waivers(item)),
        };
        speaking(plan, *given, &candidates, by, &format!("`{}`", item.id))
    }
}

/// Decides for which role a person speaks about `what`: the given one, else the only one of these.
pub(super) fn speaking(
    plan: &Plan,
    given: Option<&str>,
    candidates: &[&RoleId],
    by: &Person,
    what: &str,
) -> Result<RoleId, CommandError> {
    if let Some(name) = given {
        return Ok(naming::role(&plan.roles, name)?.id.clone());
    }
    let candidates: Vec<RoleId> = candidates.iter().map(|role| (*role).clone()).collect();
    Ok(naming::speaking_role(plan, &candidates, by, &what)?)
}
