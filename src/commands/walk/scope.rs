//! What a walk asks about, and the command that goes on with it.

use super::WalkArgs;
use super::halt::Halted;
use crate::commands::context::Context;
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::plan::{Plan, Role};
use crate::domain::rules::hint::Hint;
use crate::domain::rules::naming;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::tailor::tailor;
use crate::domain::state::Release;
use crate::domain::text::shell_word;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::walk::Scope;

impl WalkArgs {
    /// Returns the scope in a release on this plan.
    pub(super) fn scope(&self, plan: &Plan) -> Result<Scope, CommandError> {
        let role = self
            .role
            .as_deref()
            .map(|name| naming::role(&plan.roles, name))
            .transpose()?;
        let phase = self
            .phase
            .as_deref()
            .map(|name| naming::phase(plan, name))
            .transpose()?;
        Ok(Scope {
            role: role.map(|role| role.id.clone()),
            phase: phase.cloned(),
            ..Scope::default()
        })
    }

    /// Returns the scope of a person in a release on this plan: `--mine` takes in the roles that name the person as a
    /// member, when any does; without it, those for which the person may speak.
    pub(super) fn scope_of(
        &self,
        plan: &Plan,
        by: &Person,
        version: &Version,
    ) -> Result<Scope, CommandError> {
        let scope = self.scope(plan)?;
        let is_member = |role: &&Role| plan.is_among(by, &role.members);
        let has_any = plan.roles.iter().any(|role| is_member(&role));
        let is_held =
            |role: &&Role| is_member(role) || (role.members.is_empty() && !(self.mine && has_any));
        let held: Vec<RoleId> = plan
            .roles
            .iter()
            .filter(is_held)
            .map(|role| role.id.clone())
            .collect();
        Ok(Scope {
            held: (held.len() < plan.roles.len()).then_some(held),
            command: self.command(version, &scope),
            ..scope
        })
    }

    /// Returns the scope in a release that has no record yet. Roles and phases are the same for every type.
    pub(super) fn coming_scope(&self, context: &Context) -> Result<Scope, CommandError> {
        if self.role.is_none() && self.phase.is_none() {
            return Ok(Scope::default());
        }
        let library = context.library()?;
        let plan = library
            .playbook
            .types
            .first()
            .and_then(|kind| tailor(&library, &kind.id));
        self.scope(&plan.unwrap_or_default())
    }

    /// Returns what the walk is limited to; a phase off the path has to be entered first.
    pub(super) fn entered_scope(&self, release: &Release) -> Result<Scope, CommandError> {
        let scope = self.scope(release.plan())?;
        match scope
            .phase
            .as_ref()
            .filter(|phase| !release.has_entered(phase))
        {
            Some(phase) => Err(
                CommandError::not_evaluated(Halted::NotEntered(phase.clone())).hinted(
                    Hint::from("start a rollback with ")
                        .run(Suggestion::Rollback)
                        .say(", an incident with ")
                        .run(Suggestion::OpenIncident),
                ),
            ),
            None => Ok(scope),
        }
    }

    /// Returns the command that goes on with this walk.
    pub(super) fn command(&self, version: &Version, scope: &Scope) -> String {
        let step = Suggestion::Walk {
            version,
            role: scope.role.as_ref(),
            phase: scope.phase.as_ref(),
        };
        let accessible = if self.accessible { " --accessible" } else { "" };
        let mine = if self.mine { " --mine" } else { "" };
        let sync = if self.sync { " --sync" } else { "" };
        let member = self.on_behalf_of.as_deref().map(shell_word);
        let member = member.map(|member| format!(" --on-behalf-of {member}"));
        step.command("") + mine + member.as_deref().unwrap_or_default() + sync + accessible
    }
}
