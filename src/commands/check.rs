//! `gonogo check`: items that prove themselves, by a program, an address or files that their checklist names.

mod order;
pub(crate) mod proof;
mod report;

use std::sync::mpsc::channel;

use super::answer::{self, RoleChoice};
use super::context::Context;
use super::policy::Policy;
use crate::commands::args::{Acting, Printed, Selected};
use crate::commands::output::{Answer, Outcome, Remark, said};
use crate::domain::event::EventKind;
use crate::domain::id::{ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::{Check, Item};
use crate::domain::rules::admission::{Refusal, admit, still_open};
use crate::domain::rules::checks::{ROLE, Shown, blocker, clearing, is_waiting};
use crate::domain::rules::gate::judge;
use crate::domain::rules::item_status::{self, ItemState, ItemStatus};
use crate::domain::rules::{ahead, draft, naming};
use crate::domain::state::Release;
use crate::domain::text::{counted, shell_line, visible};
use crate::error::{CommandError, Kind};
use crate::render::json::envelope;
use crate::ui::checking::Checking;
use crate::ui::stopping::Stopping;
use order::{Next, Order};
use proof::{Stopped, Subject};
use report::{CheckReport, list};

/// Run the checks of items: a pass signs the item, a failure blocks it
///
/// An item with `check` says what proves it: a program, an address, files, a changelog or a tag. Without --run, the checks are
/// only listed. With it, a program runs as it is written in the record: a list of arguments, no shell, in the working folder
/// or a folder below it, and with what its check lists of the environment. A pass signs the item, with what the program
/// printed last as evidence, and clears a blocker that a check placed before. A failure blocks the item; clear the blocker by
/// hand with `unblock`. Without ITEM, a check that cannot be recorded, such as one for which the role is unclear, is named and
/// does not run; the others do. The author is `automation`, unless --by names another one.
///
/// With `--jobs`, several run at once; they are recorded in the order of the plan. With `--policy-ref`, only those run that the
/// checklists at that branch have for the item: what a pull request made of a check is named and does not run.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo check
  gonogo check --run
  gonogo check --run --jobs 4 --policy-ref origin/main
  gonogo check smoke-tests-staging --run --by 'CI <ci@octoacme.example>'

Exit codes:
  0   every check passed, or the checks were listed
  1   a check failed, a rule says no, or the policy does not have the check
  2   unknown item, an item without a check, or a check for which the role is unclear
  3   a check cannot be run; disk or lock
  4   the record cannot be trusted
  130 interrupted; what ended before is in the record")]
pub(crate) struct CheckArgs {
    /// Items to check [default: all with a check that wait for a sign-off]
    #[arg(value_name = "ITEM")]
    items: Vec<String>,
    /// Run the checks
    #[arg(long)]
    run: bool,
    /// Checks to run at once, 1-64
    #[arg(long, value_name = "N", requires = "run", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Run only checks that the checklists at this branch or commit have, such as origin/main
    #[arg(long, value_name = "REF")]
    policy_ref: Option<String>,
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

#[derive(Debug, thiserror::Error)]
#[error("the item `{0}` has no check")]
struct NoCheck(ItemId);

#[derive(Debug, thiserror::Error)]
#[error("the candidate or the item `{0}` changed while its check ran; nothing recorded")]
struct ChangedMeanwhile(ItemId);

#[derive(Debug, thiserror::Error)]
#[error("the checklists at {place} do not have this check for `{item}`")]
struct NotInPolicy {
    item: ItemId,
    place: String,
}

/// The check of an item, and what came of it.
#[derive(Debug)]
struct Entry {
    item: ItemId,
    /// The state of the item, before the check.
    state: ItemState,
    check: Check,
    /// Whether it passed; `None` when it was not run.
    passed: Option<bool>,
}

impl Entry {
    fn of(standing: &ItemStatus<'_>, check: &Check) -> Self {
        Self {
            item: standing.item.id.clone(),
            state: standing.state,
            check: check.clone(),
            passed: None,
        }
    }
}

/// A check that may run: for whom it signs, and the release as it was then.
#[derive(Debug)]
struct Ready {
    role: RoleId,
    release: Release,
}

/// One run of checks.
struct Running<'r> {
    args: &'r CheckArgs,
    context: &'r Context,
    policy: Option<&'r Policy>,
    by: Person,
    progress: Checking,
    answer: &'r mut Answer,
}

impl CheckArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let policy = self.policy_ref.as_deref();
        let policy = policy.map(|text| Policy::at(context, text)).transpose()?;
        let release = self.release(context, policy.as_ref())?;
        let mut entries = self.entries(context, &release)?;
        let mut answer = Answer::default();
        if self.run {
            self.run_all(
                context,
                policy.as_ref(),
                &release,
                &mut entries,
                &mut answer,
            )?;
        } else {
            answer.text = list(&entries);
            let strangers = entries.iter().filter_map(|entry| {
                let item = release.item(&entry.item)?;
                let stranger = unnamed(policy.as_ref(), item)?;
                Some(Remark::Warning(format!("{stranger}, so it would not run")))
            });
            answer.remarks.extend(strangers);
        }
        if entries.is_empty() {
            answer.remarks.push(Remark::Note(
                "no item with a check waits for a sign-off".to_owned(),
            ));
        } else if !self.run {
            answer = answer.hint(match &self.policy_ref {
                Some(policy) => format!(
                    "`gonogo check --run --policy-ref {}` runs those that it has",
                    shell_line(std::slice::from_ref(policy))
                ),
                None => "`gonogo check --run` runs them".to_owned(),
            });
        }
        answer.remarks.extend(policy.iter().map(Policy::said));
        if entries.iter().any(|entry| entry.passed == Some(false)) {
            answer.outcome = Outcome::gravest([answer.outcome, Outcome::No]);
        }
        if self.printed.is_json() {
            answer.is_data = true;
            answer.text = envelope(&CheckReport::of(&entries));
        }
        Ok(context.doubted(answer, &release, context.now()))
    }

    /// Reads the release, whose signatures the keys of the policy vouch for.
    fn release(&self, context: &Context, policy: Option<&Policy>) -> Result<Release, CommandError> {
        let vet = policy.map_or_else(|| context.vet(), |policy| policy.vet(context));
        let version = context.version(self.selected.release.as_deref())?;
        Ok(context.store().vetted(vet).release(&version)?)
    }

    /// Runs the checks, at most `jobs` at once, and records what they show in the order of the plan. One that cannot be recorded,
    /// because it is not clear for whom it signs or a rule says no, does not run: where it was asked for by name, nor does any
    /// after it; otherwise it is named and the others run.
    fn run_all(
        &self,
        context: &Context,
        policy: Option<&Policy>,
        release: &Release,
        entries: &mut [Entry],
        answer: &mut Answer,
    ) -> Result<(), CommandError> {
        let by = self.author()?;
        still_open(release)?;
        let subject = Subject::of(context, release)?;
        if !self.items.is_empty() {
            // None runs before it is clear for whom each signs.
            for entry in entries.iter() {
                self.role(release, &by, entry)?;
            }
        }
        let stopping = Stopping::start().map_err(CommandError::environment)?;
        let mut running = Running {
            args: self,
            context,
            policy,
            by,
            progress: Checking::start(),
            answer,
        };
        let ended = running.all(entries, &subject, &stopping);
        drop(running);
        // What is in the record is told, whatever ends the rest.
        ended.inspect_err(|_| {
            context.notice(&answer.text);
            context.notice(&said(&answer.remarks, context.stderr));
        })
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
    fn entries(&self, context: &Context, release: &Release) -> Result<Vec<Entry>, CommandError> {
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
            let entries = open
                .filter_map(|standing| Some(Entry::of(&standing, standing.item.check.as_ref()?)));
            return Ok(entries.collect());
        }
        let mut entries: Vec<Entry> = Vec::new();
        for name in &self.items {
            let item = naming::item(release.plan(), name)?;
            let no_check = || {
                CommandError::not_evaluated(NoCheck(item.id.clone()))
                    .hinted("`gonogo check` lists those that have one")
            };
            let check = item.check.as_ref().ok_or_else(no_check)?;
            if let Some(standing) = standing_of(item)
                && entries.iter().all(|entry| entry.item != item.id)
            {
                entries.push(Entry::of(&standing, check));
            }
        }
        Ok(entries)
    }

    /// Returns the role that a check signs for.
    fn role(&self, release: &Release, by: &Person, entry: &Entry) -> Result<RoleId, CommandError> {
        let automation = RoleId::from(ROLE);
        let item = naming::item(release.plan(), entry.item.as_str())?;
        if self.role.is_none() && item.roles.contains(&automation) {
            return Ok(automation);
        }
        RoleChoice::Own(self.role.as_deref()).decide(release, item, by)
    }
}

impl Running<'_> {
    /// Runs the checks and records what they show.
    fn all(
        &mut self,
        entries: &mut [Entry],
        subject: &Subject,
        stopping: &Stopping,
    ) -> Result<(), CommandError> {
        let mut order = Order::of(entries.len(), usize::from(self.args.jobs));
        let mut ready: Vec<Option<Ready>> = entries.iter().map(|_| None).collect();
        let mut fault: Option<CommandError> = None;
        let (sender, receiver) = channel();
        std::thread::scope(|scope| {
            loop {
                if stopping.caught().is_some() {
                    order.stop();
                }
                match order.next() {
                    Next::Begin(index) => match self.ready(&entries[index]) {
                        Ok(it) => {
                            ready[index] = Some(it);
                            order.begin();
                            let (check, sender) = (entries[index].check.clone(), sender.clone());
                            self.announce(&check);
                            scope.spawn(move || {
                                let _ = sender.send((index, subject.shown(&check, stopping)));
                            });
                        }
                        // It may wait for what is not recorded yet.
                        Err(_) if !order.is_settled() => order.hold(),
                        Err(error) if self.args.is_passed_over(&error) => {
                            self.pass_over(&entries[index], &error);
                            order.pass_over();
                        }
                        Err(error) => {
                            order.stop();
                            fault.get_or_insert(error);
                        }
                    },
                    Next::Wait => {
                        self.show(entries, &order);
                        let Ok((index, shown)) = receiver.recv() else {
                            break;
                        };
                        order.end(index, shown);
                    }
                    Next::Nothing => break,
                }
                while let Some((index, shown)) = order.take() {
                    let recorded = ready[index]
                        .take()
                        .map(|ready| self.recorded(&ready, &entries[index], shown?));
                    match recorded {
                        Some(Ok(passed)) => entries[index].passed = Some(passed),
                        Some(Err(error)) => {
                            order.stop();
                            fault.get_or_insert(error);
                        }
                        None => {}
                    }
                }
            }
        });
        let is_stopped = stopping.caught().is_some() && !order.is_complete();
        let fault = fault.or_else(|| is_stopped.then(|| proof::stopped(stopping)));
        let Some(fault) = fault else { return Ok(()) };
        let recorded = entries
            .iter()
            .filter(|entry| entry.passed.is_some())
            .count();
        if fault.error.is::<Stopped>() {
            let all = counted(entries.len(), "check");
            return Err(fault.hinted(format!(
                "{recorded} of {all} ended before and are recorded; `gonogo check --run` runs the others"
            )));
        }
        Err(fault)
    }

    /// Returns for whom a check signs, in the release as it is now, in which a pass can be recorded: a check is not run for an
    /// answer that would be refused.
    fn ready(&self, entry: &Entry) -> Result<Ready, CommandError> {
        let release = self.args.release(self.context, self.policy)?;
        let role = self.args.role(&release, &self.by, entry)?;
        let item = naming::item(release.plan(), entry.item.as_str())?;
        if let Some(stranger) = unnamed(self.policy, item) {
            return Err(
                CommandError::new(Kind::No, stranger).hinted("it runs once that branch has it")
            );
        }
        let probe = signed(self.context, &release, item, &role, "a pass".to_owned())?;
        admit(&release, &probe, &self.by, self.context.now())?;
        Ok(Ready { role, release })
    }

    /// Says which check is about to run.
    fn announce(&self, check: &Check) {
        let doing = match check {
            Check::Program { .. } => "running",
            _ => "checking",
        };
        let line = format!("{doing} {}\n", visible(&check.line()));
        self.progress.aside(|| self.context.notice(&line));
    }

    /// Shows on a terminal what runs.
    fn show<R>(&self, entries: &[Entry], order: &Order<R>) {
        let running: Vec<&str> = order
            .running()
            .map(|index| entries[index].item.as_str())
            .collect();
        let (count, all) = (running.len(), counted(entries.len(), "check"));
        let running = running.join(", ");
        self.progress
            .show(format!("{count} of {all} running: {running}"));
    }

    /// Names a check that does not run.
    fn pass_over(&mut self, entry: &Entry, error: &CommandError) {
        let item = &entry.item;
        let told = format!("the check of `{item}` did not run: {error}");
        self.answer.remarks.push(Remark::Warning(told));
        self.answer.outcome = Outcome::gravest([self.answer.outcome, error.kind.into()]);
        if error.kind == Kind::NotEvaluated {
            let select = self.args.selected.in_commands();
            let hint = format!("`gonogo check{select} {item} --run --role ROLE` runs it");
            self.answer.remarks.push(Remark::Hint(hint));
        }
    }

    /// Records what a check showed, and tells whether it passed.
    fn recorded(
        &mut self,
        ready: &Ready,
        entry: &Entry,
        shown: Shown,
    ) -> Result<bool, CommandError> {
        let failed = match &shown {
            Shown::Failed(why) => Some(format!("the check of `{}` failed: {why}", entry.item)),
            Shown::Passed(_) => None,
        };
        let acting = Acting {
            by: Some(self.by.as_str().to_owned()),
            key: self.args.key.clone(),
            dry_run: false,
        };
        let (context, selected) = (self.context, &self.args.selected);
        let appended = self.progress.aside(|| {
            answer::append(context, selected, &acting, |now, _| {
                let item = naming::item(now.plan(), entry.item.as_str())?;
                if !is_same_matter(&ready.release, now, &item.id) {
                    let changed = CommandError::new(Kind::No, ChangedMeanwhile(item.id.clone()));
                    return Err(changed.hinted("`gonogo check --run` runs it again"));
                }
                following(context, now, item, &ready.role, shown)
            })
        })?;
        self.answer.text += &appended.text;
        self.answer.has_recorded |= appended.has_recorded;
        self.answer.remarks.extend(appended.remarks);
        let passed = failed.is_none();
        self.answer.remarks.extend(failed.map(Remark::Warning));
        Ok(passed)
    }
}

/// Returns that the policy does not have the check of an item.
fn unnamed(policy: Option<&Policy>, item: &Item) -> Option<NotInPolicy> {
    let policy = policy.filter(|policy| !policy.has_check_of(item))?;
    Some(NotInPolicy {
        item: item.id.clone(),
        place: policy.place.clone(),
    })
}

/// Tells whether what a check showed of an item before is still about the same item and candidate.
fn is_same_matter(before: &Release, now: &Release, item: &ItemId) -> bool {
    before.candidate() == now.candidate() && before.digest_of(item) == now.digest_of(item)
}

/// Returns the events that follow from what was shown.
fn following(
    context: &Context,
    release: &Release,
    item: &Item,
    role: &RoleId,
    shown: Shown,
) -> Result<Vec<EventKind>, CommandError> {
    let standing = item_status::standing(release, &item.id, context.now());
    let standing = standing.ok_or_else(|| Refusal::NoItem(item.id.clone()))?;
    Ok(match shown {
        Shown::Failed(why) => blocker(&standing, role, &why).into_iter().collect(),
        Shown::Passed(evidence) => {
            let signed = signed(context, release, item, role, evidence)?;
            let cleared = clearing(&standing, role).into_iter();
            cleared.chain([signed]).collect()
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
