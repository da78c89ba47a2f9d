//! What can be wrong with a staged rollout and with the windows after it, when each of their values is right by itself.

use thiserror::Error;

use crate::definition::quoting::{joined, shown};

/// What is wrong with a rollout or with monitoring windows.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Staging {
    /// No phase is named, and none has the usual name.
    #[error("no phase is called `{usual}`, so no gate would wait for this")]
    NoPhase { usual: &'static str },
    /// A phase that no release passes on its path.
    #[error(
        "the phase `{}` is entered on demand, so its gate would not wait for this",
        shown(phase)
    )]
    OnDemand { phase: String },
    /// A criterion that is asked too late, or only on demand.
    #[error(
        "the item `{}` is asked in no phase up to `{}`, so it cannot count at a stage",
        shown(item),
        shown(phase)
    )]
    NotYetAsked {
        item: String,
        /// The phase of the rollout.
        phase: String,
    },
    /// A stage that nobody can lead on from.
    #[error(
        "no role decides whether the rollout continues after the stage `{}`",
        shown(stage)
    )]
    NobodyDecides { stage: String },
    /// A stage that may take less traffic than the one before.
    #[error("traffic can go down here, from `{before}` to `{share}`")]
    LessTraffic {
        /// The share of the stage before, as it is written.
        before: String,
        share: String,
        /// The least that the stage may take.
        least: String,
    },
    /// A last stage that does not take all of the traffic.
    #[error(
        "the strategy `{}` can end with less than all of the traffic",
        shown(strategy)
    )]
    NotAllTraffic { strategy: String },
    /// A strategy after which the windows do not begin.
    #[error(
        "the strategy `{}` never reaches `{}`, so the monitoring windows would never begin",
        shown(strategy),
        shown(milestone)
    )]
    NeverMarked {
        strategy: String,
        /// The milestone that the windows begin at.
        milestone: String,
    },
    /// Releases that no choice is for.
    #[error(
        "releases of type {} may fit none of these choices",
        joined(types, "or")
    )]
    NoChoice { types: Vec<String> },
    /// A rule without a limit, or with more than one.
    #[error("a rule needs exactly one of `above`, `above-baseline`, `below` and `below-baseline`")]
    OneLimit,
    /// A placeholder in a query that nothing fills.
    #[error("a query has no placeholder `{{{{{}}}}}`", shown(name))]
    UnknownPlaceholder {
        /// What stands between the braces.
        name: String,
    },
    /// A placeholder in a query where its value could not be escaped.
    #[error("`{{{{{name}}}}}` is outside quotes in the query")]
    UnquotedPlaceholder {
        /// The name of the placeholder.
        name: &'static str,
    },
    /// A window that begins before the one above it.
    #[error("the window begins at `{from}`, and the one before it only at `{before}`")]
    OutOfOrder {
        /// Where it begins.
        from: String,
        /// Where the one before it begins.
        before: String,
    },
}

impl Staging {
    /// Returns what the author can do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::NoPhase { .. } => "name the phase whose gate waits, with `phase: …`".to_owned(),
            Self::OnDemand { .. } => "name a phase on the path of a release".to_owned(),
            Self::NotYetAsked { .. } => "name items of this phase or of one before it".to_owned(),
            Self::NobodyDecides { .. } => {
                "give the stage `roles`, or the rollout `roles` for all of its stages".to_owned()
            }
            Self::LessTraffic { least, .. } => {
                format!("begin with {least} percent or more, or change the order of the stages")
            }
            Self::NotAllTraffic { .. } => {
                "write `traffic: 100` for its last stage, or add such a stage".to_owned()
            }
            Self::NeverMarked { milestone, .. } => {
                format!("add `marks: {}` to its last stage", shown(milestone))
            }
            Self::NoChoice { types } => match &types[..] {
                [only] => format!(
                    "end with a choice without facts: `{{when: {{type: {}}}, strategy: …}}`",
                    shown(only)
                ),
                _ => {
                    "end with a choice without facts for each, or with one for all: `{strategy: …}`"
                        .to_owned()
                }
            },
            Self::OneLimit => {
                "write one limit per rule, and a second rule for a second limit".to_owned()
            }
            Self::UnknownPlaceholder { .. } => "use `{{version}}` or `{{candidate}}`".to_owned(),
            Self::UnquotedPlaceholder { name } => {
                format!(
                    "put it into quotes, such as `{{version=\"{{{{{name}}}}}\"}}`; backticks do not escape"
                )
            }
            Self::OutOfOrder { .. } => {
                "put the windows in the order in which they begin".to_owned()
            }
        }
    }
}
