//! Incidents: what a plan has ready for them, and the duties that open with each.

use super::item::Item;
pub use super::response::{Mitigation, Severity, Who};
use crate::domain::digest::Canonical;
use crate::domain::id::{ClassId, IncidentId, ItemId, RoleId, TriggerId};
use crate::domain::schema::block;

/// The word that stands for the phase of incidents where a phase is named: duties belong to no gate on the path.
pub const PHASE: &str = "incident";

block! {
    /// What a plan has ready for incidents.
    #[derive(Default)]
    pub struct Incidents in "[incidents]" {
        /// The duty that is done by deciding on rollback or hotfix, if there is one.
        pub decision: Option<ItemId> as "decision",
        /// The classes, in the playbook's order. The last one is for what is not known yet.
        pub classes: Vec<Class>,
        /// The known reasons to roll back.
        pub triggers: Vec<Trigger>,
        /// What opens with every incident, as the checklists have it. One that names the phase of the rollback counts at the
        /// gate of that phase.
        pub duties: Vec<Item>,
    }

    /// A class of incidents.
    pub struct Class in "[[class]]" by id {
        /// The class's name.
        pub id: ClassId as "id",
        /// The class's title, for people.
        pub title: String as "title",
        /// The role that commands incidents of this class; without one, the person who opens the incident is asked.
        pub commander: Option<RoleId> as "commander",
    }

    /// A known reason to roll back.
    pub struct Trigger in "[[trigger]]" by id {
        /// The trigger's name.
        pub id: TriggerId as "id",
        /// What it says.
        pub text: String as "text",
        /// The class of the incident that it means, when it means one.
        pub class: Option<ClassId> as "class",
    }
}

impl IncidentId {
    /// Returns the name of the incident with this number.
    pub fn numbered(number: usize) -> Self {
        Self::from(format!("incident-{number}").as_str())
    }

    /// Tells whether a name is that of an incident: `incident-` and a number.
    pub(crate) fn is_one(name: &str) -> bool {
        let number = name.strip_prefix("incident-");
        number.is_some_and(|number| {
            !number.is_empty()
                && !number.starts_with('0')
                && number.bytes().all(|b| b.is_ascii_digit())
        })
    }

    /// Returns the name that a duty has in this incident: `incident-1/service-restored` for `incident/service-restored`.
    pub fn duty(&self, duty: &ItemId) -> ItemId {
        let name = duty.as_str().rsplit('/').next().unwrap_or_default();
        ItemId::from(format!("{self}/{name}").as_str())
    }
}

impl Incidents {
    /// Finds a class by its name.
    pub fn class(&self, id: &ClassId) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == *id)
    }

    /// Finds a trigger by its name.
    pub fn trigger(&self, id: &TriggerId) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.id == *id)
    }

    /// Returns the duties of an incident, under their names in it. Of two that have one name in it, because an amendment
    /// moved a duty to another checklist, the one that is still asked for.
    pub(crate) fn duties_of<'p>(
        &'p self,
        incident: &'p IncidentId,
    ) -> impl Iterator<Item = Item> + 'p {
        let is_first = move |(place, duty): &(usize, &Item)| {
            let mut before = self.duties[..*place].iter();
            before.all(|other| incident.duty(&other.id) != incident.duty(&duty.id))
        };
        self.duties
            .iter()
            .enumerate()
            .filter(is_first)
            .map(|(_, duty)| Item {
                id: incident.duty(&duty.id),
                incident: Some(incident.clone()),
                ..duty.clone()
            })
    }

    /// Adds what is ready for incidents to the canonical form of a plan.
    pub(in crate::domain) fn push_to(&self, form: &mut Canonical) {
        form.list("decision", self.decision.iter().map(ItemId::as_str));
        for class in &self.classes {
            form.text("class", class.id.as_str());
            form.text("title", &class.title);
            form.list("commander", class.commander.iter().map(RoleId::as_str));
        }
        for trigger in &self.triggers {
            form.text("trigger", trigger.id.as_str());
            form.text("text", &trigger.text);
            form.list("class", trigger.class.iter().map(ClassId::as_str));
        }
        for duty in &self.duties {
            form.digest("duty", &duty.digest());
            form.text("section", &duty.section);
            form.list("help", &duty.help);
            form.list("link", &duty.link);
            form.flag("removed", duty.removed);
        }
    }
}

impl Incidents {
    /// Returns who commands incidents of this class, when the playbook says so.
    pub(crate) fn commander_of(&self, class: &ClassId) -> Option<Who> {
        self.class(class)
            .and_then(|class| class.commander.clone())
            .map(Who::Role)
    }
}
