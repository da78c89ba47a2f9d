//! The windows of watching after a deployment, as a plan has them.

use crate::domain::digest::Canonical;
use crate::domain::id::{Milestone, PhaseId, RoleId, WindowId};
use crate::domain::schema::block;

block! {
    /// What is watched after the deployment, and by whom.
    pub struct Monitoring in "[monitoring]" {
        /// The phase whose gate waits for the windows to be closed.
        pub phase: PhaseId as "phase",
        /// The milestone that the windows are counted from.
        pub starts_at: Milestone as "starts-at",
        /// The windows, in order.
        pub windows: Vec<Window>,
    }

    /// A stretch of watching: an open obligation until its role closes it.
    pub struct Window in "[[window]]" by id {
        /// The window's name.
        pub id: WindowId as "id",
        /// The window's title, for people.
        pub title: String as "title",
        /// When it begins, in seconds after the milestone.
        pub from: u64 as "from-seconds",
        /// When it ends, in seconds after the milestone; later than it begins.
        pub to: u64 as "to-seconds",
        /// What to look for.
        pub focus: Option<String> as "focus",
        /// What to do.
        pub actions: Option<String> as "actions",
        /// The role that watches, and closes the window.
        pub role: RoleId as "role",
    }
}

impl Monitoring {
    /// Finds a window by its name.
    pub fn window(&self, id: &WindowId) -> Option<&Window> {
        self.windows.iter().find(|window| window.id == *id)
    }

    /// Adds the windows to the canonical form of a plan.
    pub(in crate::domain) fn push_to(&self, form: &mut Canonical) {
        form.text("monitoring", self.phase.as_str());
        form.text("starts-at", self.starts_at.as_str());
        for window in &self.windows {
            form.text("window", window.id.as_str());
            form.text("title", &window.title);
            form.text("from", &window.from.to_string());
            form.text("to", &window.to.to_string());
            form.list("focus", &window.focus);
            form.list("actions", &window.actions);
            form.text("role", window.role.as_str());
        }
    }
}
