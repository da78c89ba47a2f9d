//! The plan of one release: what is asked of whom, frozen into the record when the release starts.

mod after;
pub mod change;
pub mod check;
mod due;
pub mod incident;
mod item;
pub mod library;
pub mod milestones;
pub mod monitoring;
mod parts;
mod people;
mod phase;
mod policy;
mod program;
pub mod query;
mod response;
pub mod rollback;
pub mod rollout;
pub mod sharing;
mod topic;
mod when;

use std::collections::BTreeMap;

use super::digest::{Canonical, Digest};
use super::id::{FactId, FieldId, ItemId, Milestone, PhaseId, RoleId, TypeId};
use super::person::Person;
use super::schema::shape::{self, Shape};
use super::schema::{Detail, OrDefault, Source, Take, Value, block};
use super::version::Version;
pub use after::After;
pub use check::Check;
pub use due::Due;
use incident::Incidents;
pub use item::{Bound, Item};
use monitoring::Monitoring;
pub use people::{Identity, key_among};
pub use phase::{Gate, Phase, Polled};
pub use policy::{Policy, Separation, Signatures};
pub use program::Program;
use rollback::Rollback;
use rollout::Rollout;
pub use topic::Topic;
pub use when::{Against, When};

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
    /// The rules for who may act, and what has to be signed.
    pub policy: Policy,
    /// The roles, in the playbook's order.
    pub roles: Vec<Role>,
    /// The people with several addresses.
    pub people: Vec<Identity>,
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
        /// Whether the role may amend the plan.
        pub may_amend: bool as OrDefault("may-amend"),
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
    /// Returns every source; that of items without any.
    fn known() -> [Self; 5] {
        [
            Self::Text,
            Self::Version,
            Self::Date,
            Self::KnownIssues,
            Self::Checklist(Vec::new()),
        ]
    }

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
        let found = source.text(key, |text, _| {
            Self::known().into_iter().find(|known| known.word() == text)
        })?;
        Ok(Some(match found.unwrap_or(Self::Text) {
            Self::Checklist(_) => Self::Checklist(Value::get(items, source)?),
            other => other,
        }))
    }

    fn describe(
        [source, items]: [&'static str; 2],
        about: &'static str,
        fields: &mut Vec<shape::Field>,
    ) {
        let words = Self::known().iter().map(Self::word).collect();
        fields.push(shape::Field::of(source, about, Shape::Words(words)).or_left_out());
        Vec::<ItemId>::describe(items, "The items whose state is listed.", fields);
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
        self.policy.push_to(&mut form);
        for role in &self.roles {
            form.text("role", role.id.as_str());
            form.text("title", &role.title);
            form.list("alias", &role.aliases);
            form.flag("may-waive", role.may_waive);
            // Left out of the form when it may not, so that the digests of older plans stay.
            if role.may_amend {
                form.flag("may-amend", true);
            }
            form.list("member", role.members.iter().map(Person::as_str));
        }
        for identity in &self.people {
            identity.push_to(&mut form);
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
            if let Some(due) = &item.due {
                form.text("due", due.as_str());
            }
        }
        for phase in &self.phases {
            form.text("gate", phase.id.as_str());
            form.text("phase-title", &phase.title);
            phase.gate.push_to(&mut form);
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

    /// Returns how many people of a role have to call go at a gate, where they vote.
    pub fn votes(&self, phase: &PhaseId, role: &RoleId) -> Option<u64> {
        self.phase(phase)?.gate.polled(role)?.votes
    }

    /// Returns the phase of the rollback.
    pub fn way_back(&self) -> Option<&Phase> {
        self.rollback.as_ref().map(|rollback| &rollback.phase)
    }

    /// Tells whether a person may speak for a role: it lists the person as a member, or nobody.
    pub(crate) fn may_speak(&self, role: &RoleId, person: &Person) -> bool {
        let members = self.role(role).map(|role| role.members.as_slice());
        members.is_none_or(|members| members.is_empty() || self.is_among(person, members))
    }

    /// Returns what tells two people apart, whatever address they act under.
    pub(crate) fn key_of(&self, person: &Person) -> String {
        key_among(&self.people, person)
    }

    /// Tells whether both are the same person, under one address or several.
    pub(crate) fn are_same(&self, one: &Person, other: &Person) -> bool {
        one.is_same(other) || (!self.people.is_empty() && self.key_of(one) == self.key_of(other))
    }

    /// Tells whether a person is among others.
    pub(crate) fn is_among(&self, person: &Person, people: &[Person]) -> bool {
        people.iter().any(|other| self.are_same(other, person))
    }

    /// Tells whether a person may decide in the place of another one.
    pub(crate) fn is_deputy(&self, person: &Person, member: &Person) -> bool {
        let mut members = self.represented_by(person);
        members.any(|known| self.are_same(known, member))
    }

    /// Returns the people in whose place a person may decide.
    pub(crate) fn represented_by<'p>(
        &'p self,
        deputy: &'p Person,
    ) -> impl Iterator<Item = &'p Person> {
        let entries = self.people.iter();
        let represented = entries.filter(|entry| self.is_among(deputy, &entry.deputies));
        represented.map(|entry| &entry.person)
    }

    /// Returns the roles that may waive an item: those that it names, else every role that may waive.
    pub fn waivers<'p>(&'p self, item: &'p Item) -> Vec<&'p RoleId> {
        if item.waived_by.is_empty() {
            self.general_waivers()
        } else {
            item.waived_by.iter().collect()
        }
    }

    /// Returns the roles that may waive whatever names no roles of its own.
    pub(crate) fn general_waivers(&self) -> Vec<&RoleId> {
        let roles = self.roles.iter().filter(|role| role.may_waive);
        roles.map(|role| &role.id).collect()
    }

    /// Returns the roles that may amend the plan: those that say so; where none does, those that may waive and those that facilitate a
    /// gate; where there is none of these, every role.
    pub(crate) fn amenders(&self) -> Vec<&RoleId> {
        let of = |may: &dyn Fn(&Role) -> bool| -> Vec<&RoleId> {
            let roles = self.roles.iter().filter(|role| may(role));
            roles.map(|role| &role.id).collect()
        };
        let facilitates = |role: &Role| {
            let mut gates = self.phases.iter().map(|phase| &phase.gate);
            gates.any(|gate| gate.facilitator.as_ref() == Some(&role.id))
        };
        let named = of(&|role| role.may_amend);
        let named = if named.is_empty() {
            of(&|role| role.may_waive || facilitates(role))
        } else {
            named
        };
        if named.is_empty() {
            of(&|_| true)
        } else {
            named
        }
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
    pub(crate) fn is_off_path(&self, item: &Item) -> bool {
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

impl Plan {
    /// Returns the phase whose gate waits for the rollout.
    pub(crate) fn home_of_rollout(&self) -> Option<&PhaseId> {
        self.rollout
            .as_ref()
            .and_then(|rollout| self.on_path(&rollout.phase))
    }

    /// Returns the phase whose gate waits for the monitoring windows.
    pub(crate) fn home_of_monitoring(&self) -> Option<&PhaseId> {
        self.monitoring
            .as_ref()
            .and_then(|monitoring| self.on_path(&monitoring.phase))
    }

    /// Returns the phase in which something is deployed: that of the item which marks what a rollback goes back from, else the
    /// rollout's.
    pub(in crate::domain) fn home_of_deployment(&self) -> Option<&PhaseId> {
        let after = self.rollback.as_ref()?.after.as_ref();
        let marking = self
            .asked()
            .find(|item| after.is_some() && item.marks.as_ref() == after);
        marking
            .map(|item| &item.phase)
            .or_else(|| self.home_of_rollout())
    }

    /// Returns the phase whose gate waits for incidents to be over: the rollout's, else that of the monitoring windows, else
    /// the last one.
    pub(crate) fn home_of_incidents(&self) -> Option<&PhaseId> {
        let home = self.home_of_rollout().or_else(|| self.home_of_monitoring());
        home.or_else(|| self.phases.last().map(|phase| &phase.id))
    }

    /// Returns the phase, or the last one when the path does not have it: what is asked is never passed over.
    fn on_path(&self, id: &PhaseId) -> Option<&PhaseId> {
        self.phases
            .iter()
            .find(|phase| phase.id == *id)
            .or(self.phases.last())
            .map(|phase| &phase.id)
    }
}

impl Plan {
    /// Returns the milestone at which a deployment is complete: `deployed`, or what the monitoring windows start at in a
    /// plan where nothing marks that. Elsewhere windows may watch something else, such as a vote.
    pub(in crate::domain) fn deployed(&self) -> Milestone {
        let deployed = Milestone::from(milestones::DEPLOYED);
        let mut items = self.present();
        let is_marked = items.any(|item| item.marks.as_ref() == Some(&deployed))
            || self.is_marked_by_rollout(&deployed);
        let watched = self.monitoring.as_ref().map(|it| &it.starts_at);
        watched.filter(|_| !is_marked).cloned().unwrap_or(deployed)
    }

    /// Tells whether a stage marks a milestone.
    pub(in crate::domain) fn is_marked_by_rollout(&self, milestone: &Milestone) -> bool {
        let by_rollout = |rollout: &Rollout| {
            let mut stages = rollout.strategies.iter().flat_map(|it| &it.stages);
            milestone.as_str() == milestones::ROLLOUT_STARTED
                || stages.any(|stage| stage.marks.as_ref() == Some(milestone))
        };
        self.rollout.as_ref().is_some_and(by_rollout)
    }
}

impl Plan {
    /// Returns the facts that decide something in this plan: which items and notes fields it has, how it is rolled out.
    pub(crate) fn deciding_facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(|fact| self.decides(&fact.id))
    }

    fn decides(&self, fact: &FactId) -> bool {
        let is_rolled_out_by = |rollout: &Rollout| {
            let mut choices = rollout.choices.iter();
            rollout.feature_flag.as_ref() == Some(fact)
                || choices.any(|choice| choice.when.names(fact))
        };
        let polled = self.phases.iter().chain(self.way_back());
        let mut polled = polled.flat_map(|phase| &phase.gate.poll);
        self.present().any(|item| item.when.names(fact))
            || polled.any(|polled| polled.when.names(fact))
            || self
                .fields
                .iter()
                .any(|field| field.when.as_ref() == Some(fact))
            || self.rollout.as_ref().is_some_and(is_rolled_out_by)
    }
}
