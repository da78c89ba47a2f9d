//! `gonogo check`: items that prove themselves, by a program that their checklist names.

use std::fmt::Write as _;

use serde::Serialize;

use super::answer::{self, RoleChoice};
use super::context::Context;
use super::program::{announce, ran, told};
use crate::commands::args::{Acting, Printed, Selected};
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::duration::{span, span_of};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::{Item, Program};
use crate::domain::rules::admission::{Refusal, admit, still_open};
use crate::domain::rules::gate::judge;
use crate::domain::rules::item_status::{self, ItemState, ItemStatus};
use crate::domain::rules::{ahead, draft, naming};
use crate::domain::state::Release;
use crate::domain::text::{LONGEST_TEXT, beginning, shell_line};
use crate::error::{CommandError, Kind};
use crate::render::json::{envelope, formats};
use crate::source::command::{Output, TIMEOUT};

/// Run the checks of items: a pass signs the item, a failure blocks it
///
/// An item with `check` names a program that proves it. Without --run, the programs are only listed. With it, each runs as it
/// is written in the record: a list of arguments, no shell, in the current folder. A pass signs the item, with what the
/// program printed last as evidence, and clears a blocker that a check placed before. A failure blocks the item; clear the
/// blocker by hand with `unblock`. Without ITEM, a check that cannot be recorded, such as one for which the role is unclear,
/// is named and does not run; the others do. The author is `automation`, unless --by names another one.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo check
  gonogo check --run
  gonogo check smoke-tests-staging --run --by 'CI <ci@octoacme.example>'

Exit codes:
  0   every check passed, or the checks were listed
  1   a check failed, or a rule says no
  2   unknown item, an item without a check, or a check for which the role is unclear
  3   a program cannot be started; disk or lock
  4   the record cannot be trusted
  130 interrupted; what ran before is in the record")]
pub(crate) struct CheckArgs {
    /// Items to check [default: all with a check that wait for a sign-off]
    #[arg(value_name = "ITEM")]
    items: Vec<String>,
    /// Run the programs
    #[arg(long)]
    run: bool,
    /// Role to sign for [default: `automation`, or the only role of the item]
    #[arg(long, requires = "run")]
    role: Option<String>,
    #[arg(
        help = "Who signs, as \"Name <email>\" [default: automation]",
        long,
        value_name = "PERSON",
        requires = "run"
    )]
    by: Option<String>,
    /// Key to sign with: a file, or a public key that an agent has
    #[arg(long, value_name = "KEY", env = "GONOGO_KEY", hide_env_values = true)]
    key: Option<String>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

/// Who signs where no person does. The domain is reserved: no mail can be sent there.
const AUTOMATION: &str = "automation <automation@gonogo.invalid>";

/// The role that signs for a check, where an item has it beside those of people.
const ROLE: &str = "automation";

/// How many of the last lines that a program printed are kept as evidence.
const LAST_LINES: usize = 20;

#[derive(Debug, thiserror::Error)]
#[error("the item `{0}` has no check")]
struct NoCheck(ItemId);

#[derive(Debug, thiserror::Error)]
#[error("the candidate or the item `{0}` changed while its check ran; nothing recorded")]
struct ChangedMeanwhile(ItemId);

formats! { CheckReport = "gonogo.check/1" }

/// The checks of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CheckReport {
    /// The checks, in the order of the plan.
    checks: Vec<CheckEntry>,
}

/// The check of an item.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct CheckEntry {
    /// The item.
    item: ItemId,
    /// The state of the item, before the check.
    state: ItemState,
    /// The program and its arguments.
    run: Vec<String>,
    /// How long it may take, in seconds.
    timeout_seconds: u64,
    /// Whether it passed; null when it was not run.
    passed: Option<bool>,
}

impl CheckEntry {
    fn of(standing: &ItemStatus<'_>, program: &Program) -> Self {
        Self {
            item: standing.item.id.clone(),
            state: standing.state,
            run: program.run.clone(),
            timeout_seconds: program.timeout.unwrap_or(TIMEOUT),
            passed: None,
        }
    }
}

/// What a program showed: that the item is done, or why it is not.
enum Shown {
    Passed(String),
    Failed(String),
}

impl CheckArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let mut entries = self.entries(context, &release)?;
        let mut answer = Answer::default();
        if self.run {
            self.run_all(context, &release, &mut entries, &mut answer)?;
        } else {
            answer.text = list(&entries);
        }
        if entries.is_empty() {
            answer.remarks.push(Remark::Note(
                "no item with a check waits for a sign-off".to_owned(),
            ));
        } else if !self.run {
            answer = answer.hint("`gonogo check --run` runs them");
        }
        if entries.iter().any(|entry| entry.passed == Some(false)) {
            answer.outcome = Outcome::gravest([answer.outcome, Outcome::No]);
        }
        if self.printed.is_json() {
            answer.is_data = true;
            answer.text = envelope(&CheckReport { checks: entries });
        }
        Ok(context.doubted(answer, &release, context.now()))
    }

    /// Runs the checks one after the other. One that cannot be recorded, because it is not clear for whom it signs or a rule says
    /// no, does not run: where it was asked for by name, nor does any after it; otherwise it is named and the others run.
    fn run_all(
        &self,
        context: &Context,
        release: &Release,
        entries: &mut [CheckEntry],
        answer: &mut Answer,
    ) -> Result<(), CommandError> {
        let by = self.author()?;
        still_open(release)?;
        told(release)?;
        let roles = entries.iter().map(|entry| self.role(release, &by, entry));
        let mut roles: Vec<Result<RoleId, CommandError>> = roles.collect();
        if !self.items.is_empty() {
            // None runs before it is clear for whom each signs.
            let clear: Vec<RoleId> = roles.into_iter().collect::<Result<_, _>>()?;
            roles = clear.into_iter().map(Ok).collect();
        }
        for (entry, role) in entries.iter_mut().zip(roles) {
            let probed = role.and_then(|role| {
                let release = self.probed(context, (&by, &role), entry)?;
                Ok((release, role))
            });
            let passed = match probed {
                Ok((release, role)) => self.checked(context, &release, (&by, &role), entry, answer),
                Err(error) if self.is_passed_over(&error) => {
                    let item = &entry.item;
                    let said = format!("the check of `{item}` did not run: {error}");
                    answer.remarks.push(Remark::Warning(said));
                    answer.outcome = Outcome::gravest([answer.outcome, error.kind.into()]);
                    if error.kind == Kind::NotEvaluated {
                        let select = self.selected.in_commands();
                        let hint =
                            format!("`gonogo check{select} {item} --run --role ROLE` runs it");
                        answer.remarks.push(Remark::Hint(hint));
                    }
                    continue;
                }
                Err(error) => Err(error),
            };
            // What is in the record is told, whatever ends the rest.
            entry.passed = Some(passed.inspect_err(|_| context.notice(&answer.text))?);
        }
        Ok(())
    }

    /// Tells whether a check that cannot be recorded for this reason stops no other.
    fn is_passed_over(&self, error: &CommandError) -> bool {
        self.items.is_empty() && matches!(error.kind, Kind::No | Kind::NotEvaluated)
    }

    fn author(&self) -> Result<Person, CommandError> {
        let by = self.by.as_deref().unwrap_or(AUTOMATION);
        by.parse().map_err(|_| {
            let unclear = super::context::Unclear::NotAPerson {
                text: by.to_owned(),
            };
            CommandError::not_evaluated(unclear).hinted("write `--by \"Name <email>\"`")
        })
    }

    /// Returns the checks of the named items, or of all that wait for one.
    fn entries(
        &self,
        context: &Context,
        release: &Release,
    ) -> Result<Vec<CheckEntry>, CommandError> {
        let standing_of = |item: &Item| item_status::standing(release, &item.id, context.now());
        if self.items.is_empty() {
            let roles = &release.plan().roles;
            let named = self.role.as_deref();
            let named = named.map(|name| naming::role(roles, name)).transpose()?;
            // What the role has signed already is not run again for it.
            let waits_for_named =
                |standing: &ItemStatus<'_>| named.is_none_or(|role| standing.is_held_by(&role.id));
            let standings = release.plan().present().filter_map(standing_of);
            let open = standings.filter(is_waiting).filter(waits_for_named);
            let entries = open.filter_map(|standing| {
                Some(CheckEntry::of(&standing, standing.item.check.as_ref()?))
            });
            return Ok(entries.collect());
        }
        let mut entries: Vec<CheckEntry> = Vec::new();
        for name in &self.items {
            let item = naming::item(release.plan(), name)?;
            let no_check = || {
                CommandError::not_evaluated(NoCheck(item.id.clone()))
                    .hinted("`gonogo check` lists those that have one")
            };
            let program = item.check.as_ref().ok_or_else(no_check)?;
            if let Some(standing) = standing_of(item)
                && entries.iter().all(|entry| entry.item != item.id)
            {
                entries.push(CheckEntry::of(&standing, program));
            }
        }
        Ok(entries)
    }

    /// Returns the release as it is now, in which a pass can be recorded: a program is not run for an answer that would be refused.
    fn probed(
        &self,
        context: &Context,
        (by, role): (&Person, &RoleId),
        entry: &CheckEntry,
    ) -> Result<Release, CommandError> {
        let release = context.release(&self.selected)?;
        let item = naming::item(release.plan(), entry.item.as_str())?;
        let probe = signed(context, &release, item, role, "a pass".to_owned())?;
        admit(&release, &probe, by, context.now())?;
        Ok(release)
    }

    /// Runs the check of an item, records what it showed, and tells whether it passed.
    fn checked(
        &self,
        context: &Context,
        release: &Release,
        (by, role): (&Person, &RoleId),
        entry: &CheckEntry,
        answer: &mut Answer,
    ) -> Result<bool, CommandError> {
        let program = Program {
            run: entry.run.clone(),
            timeout: Some(entry.timeout_seconds),
        };
        let shown = shown(context, release, &program)?;
        let failed = match &shown {
            Shown::Failed(why) => Some(format!("the check of `{}` failed: {why}", entry.item)),
            Shown::Passed(_) => None,
        };
        let acting = Acting {
            by: Some(by.as_str().to_owned()),
            key: self.key.clone(),
            dry_run: false,
        };
        let recorded = answer::append(context, &self.selected, &acting, |now, _| {
            let item = naming::item(now.plan(), entry.item.as_str())?;
            if !is_same_matter(release, now, &item.id) {
                let changed = CommandError::new(Kind::No, ChangedMeanwhile(item.id.clone()));
                return Err(changed.hinted("`gonogo check --run` runs it again"));
            }
            recorded(context, now, item, role, shown)
        })?;
        answer.text += &recorded.text;
        answer.has_recorded |= recorded.has_recorded;
        answer.remarks.extend(recorded.remarks);
        let passed = failed.is_none();
        answer.remarks.extend(failed.map(Remark::Warning));
        Ok(passed)
    }

    /// Returns the role that a check signs for.
    fn role(
        &self,
        release: &Release,
        by: &Person,
        entry: &CheckEntry,
    ) -> Result<RoleId, CommandError> {
        let automation = RoleId::from(ROLE);
        let item = naming::item(release.plan(), entry.item.as_str())?;
        if self.role.is_none() && item.roles.contains(&automation) {
            return Ok(automation);
        }
        RoleChoice::Own(self.role.as_deref()).decide(release, item, by)
    }
}

/// Tells whether a check of the item would change something: it waits for a sign-off, or only checks have blocked it.
fn is_waiting(standing: &ItemStatus<'_>) -> bool {
    let automation = RoleId::from(ROLE);
    let is_for_people =
        standing.item.roles.contains(&automation) && !standing.waits_for(&automation);
    match standing.state {
        ItemState::Blocked => is_blocked_by_checks(standing),
        state => !state.is_settled() && standing.is_due() && !is_for_people,
    }
}

/// Tells whether the item is blocked, and by checks alone.
fn is_blocked_by_checks(standing: &ItemStatus<'_>) -> bool {
    let blockers = &standing.blockers;
    !blockers.is_empty() && blockers.iter().copied().all(is_of_check)
}

fn is_of_check(blocker: &Event) -> bool {
    matches!(blocker.kind, EventKind::Blocked { by_check: true, .. })
}

/// Tells whether what a check showed of an item before is still about the same item and candidate.
fn is_same_matter(before: &Release, now: &Release, item: &ItemId) -> bool {
    before.candidate() == now.candidate() && before.digest_of(item) == now.digest_of(item)
}

/// Runs the program, and returns what it showed.
fn shown(context: &Context, release: &Release, program: &Program) -> Result<Shown, CommandError> {
    announce(context, program);
    let start = context.now();
    let output = match ran(program, &told(release)?)? {
        Ok(output) => output,
        Err(late) => return Ok(Shown::Failed(late.to_string())),
    };
    let taken = span_of(context.now() - start);
    Ok(match output.failure() {
        Some(why) => Shown::Failed(why),
        None => Shown::Passed(evidence(program, &output, &taken)),
    })
}

/// Returns the events that follow from what was shown.
fn recorded(
    context: &Context,
    release: &Release,
    item: &Item,
    role: &RoleId,
    shown: Shown,
) -> Result<Vec<EventKind>, CommandError> {
    let standing = item_status::standing(release, &item.id, context.now());
    let standing = standing.ok_or_else(|| Refusal::NoItem(item.id.clone()))?;
    let (item_id, role_id) = (item.id.clone(), role.clone());
    Ok(match shown {
        // It says so already.
        Shown::Failed(_) if standing.blockers.iter().copied().any(is_of_check) => Vec::new(),
        Shown::Failed(why) => vec![EventKind::Blocked {
            item: item_id,
            role: role_id,
            reason: beginning(&format!("the check failed: {why}"), LONGEST_TEXT).to_owned(),
            by_check: true,
            acted_for: None,
        }],
        Shown::Passed(evidence) => {
            let unblocked = EventKind::Unblocked {
                item: item_id,
                role: role_id,
                reason: "the check passed".to_owned(),
            };
            let signed = signed(context, release, item, role, evidence)?;
            is_blocked_by_checks(&standing)
                .then_some(unblocked)
                .into_iter()
                .chain([signed])
                .collect()
        }
    })
}

fn signed(
    context: &Context,
    release: &Release,
    item: &Item,
    role: &RoleId,
    evidence: String,
) -> Result<EventKind, CommandError> {
    let path = judge(release, context.now());
    let details = draft::SignOffDetails {
        evidence: vec![evidence],
        note: None,
        ahead: ahead::shut_gate(&path, &item.phase).map(|shut| shut.topic.id().clone()),
        ahead_reason: None,
    };
    let signed = draft::signing(release, &item.id, role, details);
    Ok(signed.ok_or_else(|| Refusal::NoItem(item.id.clone()))?)
}

/// Returns what the record keeps of a pass: what ran, how it ended, the digest of what it printed, and the last lines.
fn evidence(program: &Program, output: &Output, taken: &str) -> String {
    let code = output.status.code().unwrap_or_default();
    let cut = if output.is_cut { ", cut" } else { "" };
    let mut text = format!(
        "$ {}\nexit code {code} after {taken}\n{} of {} bytes{cut}\n",
        shell_line(&program.run),
        output.digest,
        output.stdout.len()
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(LAST_LINES)) {
        let _ = writeln!(text, "{line}");
    }
    beginning(text.trim_end(), LONGEST_TEXT).to_owned()
}

fn list(entries: &[CheckEntry]) -> String {
    let mut text = String::new();
    for entry in entries {
        let _ = writeln!(
            text,
            "{}  {}\n    {} (up to {})",
            entry.item,
            entry.state.word(),
            shell_line(&entry.run),
            span(entry.timeout_seconds)
        );
    }
    text
}
