//! The stable word for each kind of fault, for programs: the rule that a finding breaks.

use super::advice::Advice;
use super::fault::{Fault, OffPath, Staging};
use super::syntax::Syntax;

impl Fault {
    /// Returns the word for this kind of fault.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::LinkOut => "link-out",
            Self::SameName { .. } => "same-name",
            Self::Utf16 => "utf-16",
            Self::NotUtf8 { .. } => "not-utf-8",
            Self::Empty => "empty",
            Self::NotKeys => "not-keys",
            Self::Syntax(syntax) => syntax.code(),
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::PolledElsewhere { .. } => "polled-elsewhere",
            Self::UnknownKey { .. } => "unknown-key",
            Self::MissingKey { .. } => "missing-key",
            Self::NoValue { .. } => "no-value",
            Self::WrongShape { .. } => "wrong-shape",
            Self::Unquoted { .. } => "unquoted",
            Self::NotTrueOrFalse { .. } => "not-true-or-false",
            Self::UnknownWord { .. } => "unknown-word",
            Self::UnknownFormat { .. } => "unknown-format",
            Self::NotAName { .. } => "not-a-name",
            Self::Deceptive { .. } => "deceptive-character",
            Self::Blank { .. } => "blank",
            Self::TooLong { .. } => "too-long",
            Self::Unknown { .. } => "unknown-name",
            Self::Duplicate { .. } => "duplicate-name",
            Self::SameText { .. } => "same-text",
            Self::EmptyList { .. } => "empty-list",
            Self::ItemsAndSections => "items-and-sections",
            Self::IdIsNotPath { .. } => "id-is-not-path",
            Self::Unlisted { .. } => "unlisted-checklist",
            Self::NeverAsked { .. } => "never-asked",
            Self::NoPhase { .. } => "no-phase",
            Self::TakesNothing { .. } => "takes-nothing",
            Self::NotEnoughPeople { .. } => "not-enough-people",
            Self::NotA { .. } => "not-a-value",
            Self::TooMany { .. } => "too-many",
            Self::NobodySigns => "nobody-signs",
            Self::NoType => "no-type",
            Self::Contradiction { .. } => "contradiction",
            Self::TwoAny { .. } => "two-any",
            Self::PollByType => "poll-by-type",
            Self::OneOf(..) => "one-of-two-keys",
            Self::Staging(staging) => staging.code(),
            Self::OffPath(off_path) => off_path.code(),
            Self::More { .. } => "more-problems",
            Self::Advice(advice) => advice.code(),
        }
    }
}

impl Syntax {
    fn code(&self) -> &'static str {
        match self {
            Self::Tab => "yaml-tab",
            Self::OpenQuote => "yaml-open-quote",
            Self::AfterQuote => "yaml-after-quote",
            Self::OpenBracket { .. } => "yaml-open-bracket",
            Self::OtherBracket { .. } => "yaml-other-bracket",
            Self::StrayBracket => "yaml-stray-bracket",
            Self::MissingComma => "yaml-missing-comma",
            Self::Indentation => "yaml-indentation",
            Self::StrayColon => "yaml-stray-colon",
            Self::MissingColon => "yaml-missing-colon",
            Self::Escape => "yaml-escape",
            Self::Reserved { .. } => "yaml-reserved",
            Self::TooDeep => "yaml-too-deep",
            Self::TooMuch => "yaml-too-much",
            Self::Anchor => "yaml-anchor",
            Self::Tag { .. } => "yaml-tag",
            Self::MergeKey => "yaml-merge-key",
            Self::SecondDocument => "yaml-second-document",
            Self::Directive => "yaml-directive",
            Self::KeyNotText => "yaml-key-not-text",
            Self::Other => "yaml-other",
        }
    }
}

impl Staging {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPhase { .. } => "rollout-no-phase",
            Self::OnDemand { .. } => "rollout-on-demand",
            Self::NotYetAsked { .. } => "rollout-not-yet-asked",
            Self::NobodyDecides { .. } => "rollout-nobody-decides",
            Self::LessTraffic { .. } => "rollout-less-traffic",
            Self::NotAllTraffic { .. } => "rollout-not-all-traffic",
            Self::NeverMarked { .. } => "rollout-never-marked",
            Self::NoChoice { .. } => "rollout-no-choice",
            Self::OneLimit => "rollout-one-limit",
            Self::UnknownPlaceholder { .. } => "rollout-unknown-placeholder",
            Self::UnquotedPlaceholder { .. } => "rollout-unquoted-placeholder",
            Self::OutOfOrder { .. } => "rollout-out-of-order",
        }
    }
}

impl OffPath {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPhase => "off-path-no-phase",
            Self::OnPath { .. } => "off-path-on-path",
            Self::NeverEntered { .. } => "off-path-never-entered",
            Self::NeverReached { .. } => "off-path-never-reached",
            Self::AsksNothing { .. } => "off-path-asks-nothing",
            Self::ReservedPhase => "off-path-reserved-phase",
            Self::ReservedChecklist { .. } => "off-path-reserved-checklist",
            Self::InPhase { .. } => "off-path-in-phase",
            Self::DutyOnPath { .. } => "off-path-duty-on-path",
            Self::SameName { .. } => "off-path-same-name",
            Self::NobodysDuty { .. } => "off-path-nobodys-duty",
            Self::MarkingDuty => "off-path-marking-duty",
            Self::SeverityOfItem => "off-path-severity-of-item",
        }
    }
}

impl Advice {
    fn code(&self) -> &'static str {
        match self {
            Self::Long { .. } => "long-list",
            Self::NoRole { .. } => "no-role",
            Self::NoVerb { .. } => "no-verb",
            Self::SameText { .. } => "same-text-elsewhere",
            Self::KillerWithoutEvidence { .. } => "killer-without-evidence",
            Self::BoundDuty { .. } => "bound-duty",
            Self::NoGoFirst { .. } => "no-go-first",
            Self::CutShort { .. } => "cut-short",
            Self::Unused { .. } => "unused",
            Self::UselessAlias { .. } => "useless-alias",
            Self::NoPoll { .. } => "no-poll",
            Self::EmptyGate { .. } => "empty-gate",
            Self::NothingInOrder => "nothing-in-order",
            Self::UnboundGate { .. } => "unbound-gate",
            Self::NeverChosen => "never-chosen",
            Self::NeverMarked { .. } => "never-marked",
            Self::WaitsForLater { .. } => "waits-for-later",
        }
    }
}
