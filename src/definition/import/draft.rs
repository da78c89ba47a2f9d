//! Definitions drafted from an [`Outline`]: which items, in which sections and phases, of which roles.

mod drafting;
mod parts;

use std::collections::HashSet;

use serde::Serialize;

use self::drafting::{Drafting, exported_name};
use self::parts::Parts;
use super::emit::{EmitFault, yaml};
use super::no_items::NoItems;
use super::role::RoleDraft;
use crate::domain::plan::Role;
use crate::markdown::outline::{Kind, Outline, Skipped};

/// The role of the items that name none, in a playbook that is drafted too.
pub(crate) const FALLBACK: &str = "release-manager";

/// What is asked of the draft.
#[derive(Debug)]
pub(crate) struct Wanted<'w> {
    /// The name of the checklist.
    pub(crate) id: &'w str,
    /// The phase of every item; without one, headings become phases.
    pub(crate) phase: Option<&'w str>,
    /// Whether list items without a box are items, where no item has one.
    pub(crate) steps: bool,
    /// The roles of the playbook that is there.
    pub(crate) known: &'w [Role],
}

/// A checklist that was drafted.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(super) title: String,
    pub(super) sections: Vec<Section>,
    /// The phases that headings became, in order, by id and title.
    pub(super) phases: Vec<(String, String)>,
    pub(super) roles: Vec<RoleDraft>,
    /// What became no item, by line.
    pub(crate) skipped: Vec<Skipped>,
    /// What a person should look at, by line.
    pub(crate) suggestions: Vec<(usize, String)>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Section {
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<[String; 1]>,
    pub(super) items: Vec<Item>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Item {
    #[serde(skip)]
    pub(super) line: usize,
    /// Its text without what tells it from others of the same words.
    #[serde(skip)]
    pub(super) said: String,
    pub(super) id: String,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<[String; 1]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) if_applicable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) help: String,
}

impl Draft {
    /// Drafts a checklist.
    ///
    /// # Errors
    ///
    /// When the document has no item.
    pub(crate) fn of(outline: Outline, text: &str, wanted: &Wanted<'_>) -> Result<Self, NoItems> {
        let parts = Parts::of(&outline, wanted.steps);
        if parts.items().next().is_none() {
            return Err(NoItems::of(&outline, text));
        }
        let mut drafting = Drafting::new(&outline, parts, wanted);
        drafting.take_all();
        let (mut draft, titles) = drafting.finished();
        let comments = outline.comments.iter();
        let names: HashSet<usize> = comments
            .filter(|it| it.entry.is_some() && exported_name(&it.text).is_some())
            .map(|it| it.line)
            .collect();
        let is_told = |it: &Skipped| match it.what {
            Kind::Prose => titles.contains(&it.line),
            Kind::Comment => names.contains(&it.line),
            _ => false,
        };
        let skipped = outline.skipped.into_iter();
        draft.skipped.extend(skipped.filter(|it| !is_told(it)));
        draft.skipped.sort_by_key(|skipped| skipped.line);
        Ok(draft)
    }

    /// Returns how many items and sections there are.
    pub(crate) fn size(&self) -> (usize, usize) {
        let items = self.sections.iter().map(|section| section.items.len());
        (items.sum(), self.sections.len())
    }

    /// Returns the roles that the checklist names and the playbook does not know.
    pub(crate) fn new_roles(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(|role| role.id.as_str())
    }

    /// Returns the checklist as YAML; `role` is that of the items that name none.
    ///
    /// # Errors
    ///
    /// When it cannot be written as YAML.
    pub(crate) fn checklist(
        &self,
        id: &str,
        phase: Option<&str>,
        role: &str,
    ) -> Result<String, EmitFault> {
        #[derive(Serialize)]
        struct Checklist<'d> {
            id: &'d str,
            title: &'d str,
            #[serde(skip_serializing_if = "Option::is_none")]
            phase: Option<&'d str>,
            roles: [&'d str; 1],
            sections: &'d [Section],
        }
        yaml(&Checklist {
            id,
            title: &self.title,
            phase,
            roles: [role],
            sections: &self.sections,
        })
    }
}

#[cfg(test)]
mod tests;
