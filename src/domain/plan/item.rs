//! An item: one thing that must be done or verified.

use super::after::After;
use super::check::Check;
use super::due::Due;
use super::response::Severity;
use super::when::{WHEN, When};
use crate::domain::digest::{Canonical, Digest};
use crate::domain::id::{EntryId, FactId, IncidentId, ItemId, Milestone, PhaseId, RoleId};
use crate::domain::schema::{InRow, Omitted, OrDefault, Yes, block, words};

block! {
    /// One thing that must be done or verified.
    pub struct Item in "[[item]]" by id {
        /// The item's name, stable for good.
        pub id: ItemId as "id",
        /// The phase that asks for it.
        pub phase: PhaseId as "phase",
        /// The heading it stands under.
        pub section: String as "section",
        /// What must be done or verified.
        pub text: String as "text",
        /// What must hold of the facts for the item to apply.
        pub when: When as WHEN,
        /// Whether a person may answer "not applicable".
        pub if_applicable: bool as OrDefault("if-applicable"),
        /// Whether a sign-off needs evidence.
        pub evidence_required: bool as Yes("evidence", "required"),
        /// What a sign-off holds for.
        pub bound: Bound as OrDefault("bound"),
        /// How many seconds a sign-off holds, until the poll of its gate is complete; for good when left out.
        pub fresh: Option<u64> as "fresh-seconds",
        /// How many people of each role have to sign; one when left out.
        pub signers: Option<u64> as "signers",
        /// The roles that have to waive it, all of them; one that may waive when left out.
        pub waived_by: Vec<RoleId> as "waived-by",
        /// Whether it can never be waived.
        pub killer: bool as OrDefault("killer"),
        /// The milestone that signing it stamps.
        pub marks: Option<Milestone> as "marks",
        /// The moment before which it is not due; at once when left out.
        pub after: Option<After> as ["after", "after-seconds"],
        /// By when it is done.
        pub due: Option<Due> as "due",
        /// Whether it is signed only when those above it in its section are settled.
        pub in_order: bool as OrDefault("in-order"),
        /// The entry that it is asked for, of an item that is asked for each entry of a list; the last part of its name.
        pub entry: Option<EntryId> as "entry",
        /// What can prove it without a person; run on request alone.
        pub check: Option<Check> as InRow("check"),
        /// What "done" means, for people.
        pub help: Option<String> as "help",
        /// Where to read more.
        pub link: Option<String> as "link",
        /// The least severity of an incident that brings it, for a duty that not every incident brings.
        pub from_severity: Option<Severity> as "from-severity",
        /// Whether an amendment took the item out of the plan; its events stay.
        pub removed: bool as OrDefault("removed"),
        /// Who must sign; all of them.
        pub roles: Vec<RoleId>,
        /// The incident whose duty it is. Such an item opens with the incident; the frozen plan has its model alone.
        pub incident: Option<IncidentId>,
    }
}

words! {
    /// What a sign-off holds for.
    #[derive(Default)]
    pub enum Bound {
        /// The whole release, whatever the candidate.
        #[default]
        Release = "release",
        /// One candidate: it goes stale on a respin.
        Candidate = "candidate",
    }
}

impl Omitted for Bound {}

impl Item {
    /// Returns the name that all entries of a list share which it is asked for; its own name for an item that is asked once.
    pub fn model(&self) -> &str {
        let name = self.id.as_str();
        let entry = self.entry.as_ref();
        entry
            .and_then(|entry| name.strip_suffix(entry.as_str())?.strip_suffix('/'))
            .unwrap_or(name)
    }

    /// Computes the digest that a sign-off names: the text and the rules, not the heading, the help, the link or by when.
    pub fn digest(&self) -> Digest {
        let mut form = Canonical::of("item");
        form.text("id", self.id.as_str());
        form.text("phase", self.phase.as_str());
        form.text("text", &self.text);
        form.list("role", self.roles.iter().map(RoleId::as_str));
        form.list("when", self.when.all.iter().map(FactId::as_str));
        form.flag("if-applicable", self.if_applicable);
        form.flag("evidence-required", self.evidence_required);
        form.text("bound", self.bound.word());
        form.flag("killer", self.killer);
        form.list("marks", self.marks.iter().map(Milestone::as_str));
        if let Some(check) = &self.check {
            check.push_to(&mut form);
        }
        form.list("from-severity", self.from_severity.map(Severity::word));
        // Left out of the form when there is none, so that the digests of older items stay.
        if let Some(after) = &self.after {
            form.text("after", after.milestone.as_str());
            form.text("after-seconds", &after.wait.to_string());
        }
        if self.in_order {
            form.text("in-order", "true");
        }
        self.when.push_more_to(&mut form);
        if let Some(fresh) = self.fresh {
            form.text("fresh-seconds", &fresh.to_string());
        }
        if let Some(signers) = self.signers {
            form.text("signers", &signers.to_string());
        }
        if !self.waived_by.is_empty() {
            form.list("waived-by", self.waived_by.iter().map(RoleId::as_str));
        }
        if let Some(entry) = &self.entry {
            form.text("entry", entry.as_str());
        }
        form.finish()
    }
}
