//! The plan of one release: what is asked of whom, frozen into the record when the release starts.

use std::collections::BTreeMap;

use super::digest::{Canonical, Digest};
use super::id::{FactId, FieldId, IncidentId, ItemId, Milestone, PhaseId, RoleId, TypeId};
use super::incident::{Incidents, Severity};
use super::monitoring::Monitoring;
use super::person::Person;
use super::rollback::Rollback;
use super::rollout::Rollout;
use super::schema::{Detail, InRow, Omitted, OrDefault, Source, Take, Value, Yes, block, words};
use super::timing::After;
use super::version::Version;

/// What a release is, fixed at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The version under release; also the name of the record.
    pub version: Version,
    /// Random hexadecimal text that binds every event to this release.
    pub id: String,
    /// The release type, such as `minor`.
    pub kind: TypeId,
    /// Where the definitions came from, with the digest of what was read.
    pub playbook: String,
    /// The facts that were answered at the start.
    pub facts: BTreeMap<FactId, bool>,
}

/// Everything that is asked in one release, with the rules it is judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What happens when one person signs for two roles.
    pub separation: Separation,
    /// The roles, in the playbook's order.
    pub roles: Vec<Role>,
    /// The facts, in the playbook's order.
    pub facts: Vec<Fact>,
    /// The phases on the path, in order, each with the gate that ends it.
    pub phases: Vec<Phase>,
    /// The items, phase by phase, those of the rollback last; then the duties of the incidents that were opened.
    pub items: Vec<Item>,
    /// The fields of the release notes, in the template's order.
    pub fields: Vec<Field>,
    /// How the release is rolled out stage by stage, when the playbook says so.
    pub rollout: Option<Rollout>,
    /// What is watched after the deployment, when the playbook says so.
    pub monitoring: Option<Monitoring>,
    /// What is ready for a rollback, when the playbook says so.
    pub rollback: Option<Rollback>,
    /// What is ready for incidents, when the playbook says so.
    pub incidents: Option<Incidents>,
}

block! {
    /// Who answers for items and at gates.
    pub struct Role in "[[role]]" by id {
        /// The role's name.
        pub id: RoleId as "id",
        /// The role's title, for people.
        pub title: String as "title",
        /// Other titles that mean the same role.
        pub aliases: Vec<String> as "aliases",
        /// Whether the role may accept a risk with a waiver.
        pub may_waive: bool as OrDefault("may-waive"),
        /// Who holds the role; empty means anyone may act for it.
        pub members: Vec<Person> as "members",
    }

    /// A yes/no property of the release.
    pub struct Fact in "[[fact]]" by id {
        /// The fact's name.
        pub id: FactId as "id",
        /// The question that is asked once.
        pub question: String as "question",
    }
}

/// An ordered stretch of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The phase's name.
    pub id: PhaseId,
    /// The phase's title, for people.
    pub title: String,
    /// The decision that ends it.
    pub gate: Gate,
}

block! {
    /// The go/no-go decision that ends a phase. Without a poll it is decided by the items alone.
    #[derive(Default)]
    pub struct Gate {
        /// What is decided, such as "Go for deployment".
        pub title: String as "title",
        /// The role that takes the poll.
        pub facilitator: Option<RoleId> as "facilitator",
        /// The roles that call go or no-go.
        pub poll: Vec<RoleId>,
    }

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
        /// The facts that must all hold for the item to apply.
        pub when: Vec<FactId> as "when",
        /// Whether a person may answer "not applicable".
        pub if_applicable: bool as OrDefault("if-applicable"),
        /// Whether a sign-off needs evidence.
        pub evidence_required: bool as Yes("evidence", "required"),
        /// What a sign-off holds for.
        pub bound: Bound as OrDefault("bound"),
        /// Whether it can never be waived.
        pub killer: bool as OrDefault("killer"),
        /// The milestone that signing it stamps.
        pub marks: Option<Milestone> as "marks",
        /// The moment before which it is not due; at once when left out.
        pub after: Option<After> as ["after", "after-seconds"],
        /// A command that can check it; kept, never run here.
        pub check: Option<Program> as InRow("check"),
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

block! {
    /// A command that a definition names: an argument vector, never a shell line.
    pub struct Program {
        /// The program and its arguments.
        pub run: Vec<String> as "run",
        /// How long it may take, in seconds.
        pub timeout: Option<u64> as "timeout-seconds",
    }
}

words! {
    /// What happens when one person acts for two roles.
    #[derive(Default)]
    pub enum Separation {
        /// Nothing.
        Off = "off",
        /// It is allowed and said.
        #[default]
        Warn = "warn",
        /// It is refused.
        Enforce = "enforce",
    }
}

block! {
    /// A field of the release notes.
    pub struct Field in "[[note]]" by id {
        /// The field's name.
        pub id: FieldId as "id",
        /// The field's title in the notes.
        pub title: String as "title",
        /// The role that answers for it.
        pub owner: RoleId as "owner",
        /// Where its content comes from.
        pub source: FieldSource as ["source", "items"],
        /// The fact that must hold for the field to be needed.
        pub when: Option<FactId> as "when",
    }
}

/// Where the content of a field of the release notes comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldSource {
    /// Somebody writes it.
    Text,
    /// The release's version.
    Version,
    /// The day of the release.
    Date,
    /// What somebody writes, and the waivers and open blockers of the record.
    KnownIssues,
    /// What somebody writes, and the state of these items.
    Checklist(Vec<ItemId>),
}

impl FieldSource {
    /// Returns the word used in YAML and TOML.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Version => "version",
            Self::Date => "date",
            Self::KnownIssues => "known-issues",
            Self::Checklist(_) => "checklist",
        }
    }
}

impl Omitted for Bound {}

/// The items stand under a key of their own; a text needs no word.
impl Value<[&'static str; 2]> for FieldSource {
    fn put<'e>(&'e self, [source, items]: [&'static str; 2], take: Take<'_, 'e>) {
        match self {
            Self::Text => {}
            Self::Checklist(listed) => {
                take(source, Detail::Text(self.word()));
                take(
                    items,
                    Detail::List(listed.iter().map(ItemId::as_str).collect()),
                );
            }
            Self::Version | Self::Date | Self::KnownIssues => {
                take(source, Detail::Text(self.word()));
            }
        }
    }

    fn find<S: Source>(
        [key, items]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let known = [
            Self::Text,
            Self::Version,
            Self::Date,
            Self::KnownIssues,
            Self::Checklist(Vec::new()),
        ];
        let found = source.text(key, |text, _| {
            known.into_iter().find(|known| known.word() == text)
        })?;
        Ok(Some(match found.unwrap_or(Self::Text) {
            Self::Checklist(_) => Self::Checklist(Value::get(items, source)?),
            other => other,
        }))
    }
}

impl Program {
    /// Adds the command to a canonical form.
    pub(super) fn push_to(&self, form: &mut Canonical) {
        form.list("run", &self.run);
        form.list("timeout", self.timeout.map(|seconds| seconds.to_string()));
    }
}

impl Item {
    /// Computes the digest that a sign-off names: the text and the rules, not the heading, the help or the link.
    pub fn digest(&self) -> Digest {
        let mut form = Canonical::of("item");
        form.text("id", self.id.as_str());
        form.text("phase", self.phase.as_str());
        form.text("text", &self.text);
        form.list("role", self.roles.iter().map(RoleId::as_str));
        form.list("when", self.when.iter().map(FactId::as_str));
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
        form.finish()
    }
}

impl Plan {
    /// Computes the digest of the header and the whole plan, named by the `started` and `amended` events.
    pub fn digest(&self, header: &Header) -> Digest {
        let digests: Vec<Digest> = self.items.iter().map(Item::digest).collect();
        self.digest_over(header, &digests)
    }

    /// Computes [`Self::digest`] when the digests of the items, in order, are known already.
    pub(super) fn digest_over(&self, header: &Header, items: &[Digest]) -> Digest {
        let mut form = Canonical::of("plan");
        form.text("version", header.version.as_str());
        form.text("release", &header.id);
        form.text("type", header.kind.as_str());
        form.text("playbook", &header.playbook);
        for (fact, answer) in &header.facts {
            form.text(fact.as_str(), if *answer { "yes" } else { "no" });
        }
        form.text("separation", self.separation.word());
        for role in &self.roles {
            form.text("role", role.id.as_str());
            form.text("title", &role.title);
            form.list("alias", &role.aliases);
            form.flag("may-waive", role.may_waive);
            form.list("member", role.members.iter().map(Person::as_str));
        }
        for fact in &self.facts {
            form.text("fact", fact.id.as_str());
            form.text("question", &fact.question);
        }
        for (item, digest) in self
            .items
            .iter()
            .zip(items)
            .filter(|(item, _)| item.incident.is_none())
        {
            form.digest("item", digest);
            form.text("section", &item.section);
            form.list("help", &item.help);
            form.list("link", &item.link);
            form.flag("removed", item.removed);
        }
        for phase in &self.phases {
            form.text("gate", phase.id.as_str());
            form.text("phase-title", &phase.title);
            form.text("title", &phase.gate.title);
            form.list(
                "facilitator",
                phase.gate.facilitator.iter().map(RoleId::as_str),
            );
            form.list("poll", phase.gate.poll.iter().map(RoleId::as_str));
        }
        for field in &self.fields {
            form.text("field", field.id.as_str());
            form.text("title", &field.title);
            form.text("owner", field.owner.as_str());
            form.text("source", field.source.word());
            if let FieldSource::Checklist(items) = &field.source {
                form.list("items", items.iter().map(ItemId::as_str));
            }
            form.list("when", field.when.iter().map(FactId::as_str));
        }
        if let Some(rollout) = &self.rollout {
            rollout.push_to(&mut form);
        }
        if let Some(monitoring) = &self.monitoring {
            monitoring.push_to(&mut form);
        }
        if let Some(rollback) = &self.rollback {
            rollback.push_to(&mut form);
        }
        if let Some(incidents) = &self.incidents {
            incidents.push_to(&mut form);
        }
        form.finish()
    }

    /// Finds a role by its name.
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// Finds a phase by its name, on the path or that of the rollback.
    pub fn phase(&self, id: &PhaseId) -> Option<&Phase> {
        self.phases
            .iter()
            .chain(self.way_back())
            .find(|phase| phase.id == *id)
    }

    /// Returns the phase of the rollback.
    pub fn way_back(&self) -> Option<&Phase> {
        self.rollback.as_ref().map(|rollback| &rollback.phase)
    }

    /// Tells whether a person may speak for a role: it lists the person as a member, or nobody.
    pub fn may_speak(&self, role: &RoleId, person: &Person) -> bool {
        let members = self.role(role).map(|role| role.members.as_slice());
        members.is_none_or(|members| {
            members.is_empty() || members.iter().any(|member| member.is_same(person))
        })
    }

    /// Finds a field of the release notes by its name.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// Returns the duty that is done by deciding on rollback or hotfix. An amendment that removes the duty takes nobody's say
    /// in how a rollback ends.
    pub fn decision(&self) -> Option<&Item> {
        let incidents = self.incidents.as_ref()?;
        incidents
            .duties
            .iter()
            .find(|duty| Some(&duty.id) == incidents.decision.as_ref())
    }

    /// Returns the items that amendments have left in the plan, those of the rollback and of incidents among them.
    pub fn present(&self) -> impl Iterator<Item = &Item> + Clone {
        self.items.iter().filter(|item| !item.removed)
    }

    /// Returns the items that are asked for whatever happens.
    pub fn asked(&self) -> impl Iterator<Item = &Item> + Clone {
        self.present().filter(|item| !self.is_off_path(item))
    }

    /// Tells whether an item is asked for only in a rollback or an incident.
    pub fn is_off_path(&self, item: &Item) -> bool {
        item.incident.is_some() || self.way_back().is_some_and(|phase| phase.id == item.phase)
    }

    /// Returns the plan without what was added to it since it was frozen: the duties of incidents.
    #[must_use]
    pub fn frozen(&self) -> Self {
        let items = self
            .items
            .iter()
            .filter(|item| item.incident.is_none())
            .cloned()
            .collect();
        Self {
            items,
            ..self.clone()
        }
    }
}
