//! The rule that each kind of fault breaks, with its stable word for programs.

mod table;

pub(crate) use self::table::Rule;
use super::advice::Advice;
use super::fault::{Fault, OffPath, Proving, Staging};
use super::syntax::Syntax;

impl Fault {
    /// Returns the rule that it breaks.
    pub(crate) fn rule(&self) -> Rule {
        match self {
            Self::TooLarge { .. } => Rule::TooLarge,
            Self::LinkOut => Rule::LinkOut,
            Self::SameName { .. } => Rule::SameName,
            Self::Utf16 => Rule::Utf16,
            Self::NotUtf8 { .. } => Rule::NotUtf8,
            Self::Empty => Rule::Empty,
            Self::NotKeys => Rule::NotKeys,
            Self::Syntax(syntax) => syntax.rule(),
            Self::DuplicateKey { .. } => Rule::DuplicateKey,
            Self::PolledElsewhere { .. } => Rule::PolledElsewhere,
            Self::UnknownKey { .. } => Rule::UnknownKey,
            Self::MissingKey { .. } => Rule::MissingKey,
            Self::NoValue { .. } => Rule::NoValue,
            Self::WrongShape { .. } => Rule::WrongShape,
            Self::Unquoted { .. } => Rule::Unquoted,
            Self::NotTrueOrFalse { .. } => Rule::NotTrueOrFalse,
            Self::UnknownWord { .. } => Rule::UnknownWord,
            Self::UnknownFormat { .. } => Rule::UnknownFormat,
            Self::NotAName { .. } => Rule::NotAName,
            Self::Deceptive { .. } => Rule::Deceptive,
            Self::Blank { .. } => Rule::Blank,
            Self::TooLong { .. } => Rule::TooLong,
            Self::Unknown { .. } => Rule::Unknown,
            Self::Duplicate { .. } => Rule::Duplicate,
            Self::SameText { .. } => Rule::SameText,
            Self::EmptyList { .. } => Rule::EmptyList,
            Self::ItemsAndSections => Rule::ItemsAndSections,
            Self::IdIsNotPath { .. } => Rule::IdIsNotPath,
            Self::Unlisted { .. } => Rule::Unlisted,
            Self::NeverAsked { .. } => Rule::NeverAsked,
            Self::NoPhase { .. } => Rule::NoPhase,
            Self::TakesNothing { .. } => Rule::TakesNothing,
            Self::NotEnoughPeople { .. } => Rule::NotEnoughPeople,
            Self::NotA { .. } => Rule::NotA,
            Self::TooMany { .. } => Rule::TooMany,
            Self::UnionMerge => Rule::UnionMerge,
            Self::NobodySigns => Rule::NobodySigns,
            Self::NoType => Rule::NoType,
            Self::Contradiction { .. } => Rule::Contradiction,
            Self::TwoAny { .. } => Rule::TwoAny,
            Self::TooFewVoters { .. } => Rule::TooFewVoters,
            Self::TooFewSigners { .. } => Rule::TooFewSigners,
            Self::DueOnDemand => Rule::DueOnDemand,
            Self::FreshMilestone => Rule::FreshMilestone,
            Self::KillerWaived => Rule::KillerWaived,
            Self::WaitOnDemand => Rule::WaitOnDemand,
            Self::AskedOnce { .. } => Rule::AskedOnce,
            Self::NoEntry => Rule::NoEntry,
            Self::NeverFits { .. } => Rule::NeverFits,
            Self::EntryHasAny { .. } => Rule::EntryHasAny,
            Self::ItemIsChecklist { .. } => Rule::ItemIsChecklist,
            Self::PollByType => Rule::PollByType,
            Self::VoidKeyLine(_) => Rule::VoidKeyLine,
            Self::UnreadableRevocation(_) => Rule::UnreadableRevocation,
            Self::OneOf(..) => Rule::OneOf,
            Self::Proving(proving) => proving.rule(),
            Self::Staging(staging) => staging.rule(),
            Self::OffPath(off_path) => off_path.rule(),
            Self::More { .. } => Rule::MoreProblems,
            Self::Advice(advice) => advice.rule(),
        }
    }
}

impl Syntax {
    fn rule(&self) -> Rule {
        match self {
            Self::Tab => Rule::YamlTab,
            Self::OpenQuote => Rule::YamlOpenQuote,
            Self::AfterQuote => Rule::YamlAfterQuote,
            Self::OpenBracket { .. } => Rule::YamlOpenBracket,
            Self::OtherBracket { .. } => Rule::YamlOtherBracket,
            Self::StrayBracket => Rule::YamlStrayBracket,
            Self::MissingComma => Rule::YamlMissingComma,
            Self::Indentation => Rule::YamlIndentation,
            Self::StrayColon => Rule::YamlStrayColon,
            Self::MissingColon => Rule::YamlMissingColon,
            Self::Escape => Rule::YamlEscape,
            Self::Reserved { .. } => Rule::YamlReserved,
            Self::TooDeep => Rule::YamlTooDeep,
            Self::TooMuch => Rule::YamlTooMuch,
            Self::Anchor => Rule::YamlAnchor,
            Self::Tag { .. } => Rule::YamlTag,
            Self::MergeKey => Rule::YamlMergeKey,
            Self::SecondDocument => Rule::YamlSecondDocument,
            Self::Directive => Rule::YamlDirective,
            Self::KeyNotText => Rule::YamlKeyNotText,
            Self::Other => Rule::YamlOther,
        }
    }
}

impl Staging {
    fn rule(&self) -> Rule {
        match self {
            Self::NoPhase { .. } => Rule::RolloutNoPhase,
            Self::OnDemand { .. } => Rule::RolloutOnDemand,
            Self::NotYetAsked { .. } => Rule::RolloutNotYetAsked,
            Self::NobodyDecides { .. } => Rule::RolloutNobodyDecides,
            Self::LessTraffic { .. } => Rule::RolloutLessTraffic,
            Self::NotAllTraffic { .. } => Rule::RolloutNotAllTraffic,
            Self::NeverMarked { .. } => Rule::RolloutNeverMarked,
            Self::NoChoice { .. } => Rule::RolloutNoChoice,
            Self::OneLimit => Rule::RolloutOneLimit,
            Self::UnknownPlaceholder { .. } => Rule::RolloutUnknownPlaceholder,
            Self::UnquotedPlaceholder { .. } => Rule::RolloutUnquotedPlaceholder,
            Self::OutOfOrder { .. } => Rule::RolloutOutOfOrder,
        }
    }
}

impl Proving {
    fn rule(&self) -> Rule {
        match self {
            Self::Nothing => Rule::CheckOfNothing,
            Self::Two { .. } => Rule::CheckOfTwo,
            Self::Userinfo => Rule::CheckUserinfo,
            Self::Stray { .. } => Rule::CheckStrayKey,
        }
    }
}

impl OffPath {
    fn rule(&self) -> Rule {
        match self {
            Self::NoPhase => Rule::OffPathNoPhase,
            Self::OnPath { .. } => Rule::OffPathOnPath,
            Self::NeverEntered { .. } => Rule::OffPathNeverEntered,
            Self::NeverReached { .. } => Rule::OffPathNeverReached,
            Self::AsksNothing { .. } => Rule::OffPathAsksNothing,
            Self::ReservedPhase => Rule::OffPathReservedPhase,
            Self::ReservedChecklist { .. } => Rule::OffPathReservedChecklist,
            Self::InPhase { .. } => Rule::OffPathInPhase,
            Self::DutyOnPath { .. } => Rule::OffPathDutyOnPath,
            Self::SameName { .. } => Rule::OffPathSameName,
            Self::NobodysDuty { .. } => Rule::OffPathNobodysDuty,
            Self::MarkingDuty => Rule::OffPathMarkingDuty,
            Self::UnplannedDuty { .. } => Rule::OffPathUnplannedDuty,
            Self::SeverityOfItem => Rule::OffPathSeverityOfItem,
        }
    }
}

impl Advice {
    fn rule(&self) -> Rule {
        match self {
            Self::Long { .. } => Rule::LongList,
            Self::NoRole { .. } => Rule::NoRole,
            Self::NoVerb { .. } => Rule::NoVerb,
            Self::SameText { .. } => Rule::SameTextElsewhere,
            Self::KillerWithoutEvidence { .. } => Rule::KillerWithoutEvidence,
            Self::BoundDuty { .. } => Rule::BoundDuty,
            Self::NoGoFirst { .. } => Rule::NoGoFirst,
            Self::CutShort { .. } => Rule::CutShort,
            Self::UpperCasePrincipal => Rule::UpperCasePrincipal,
            Self::Unused { .. } => Rule::Unused,
            Self::UselessAlias { .. } => Rule::UselessAlias,
            Self::NoPoll { .. } => Rule::NoPoll,
            Self::EmptyGate { .. } => Rule::EmptyGate,
            Self::NothingInOrder => Rule::NothingInOrder,
            Self::UnboundGate { .. } => Rule::UnboundGate,
            Self::NeverChosen => Rule::NeverChosen,
            Self::NeverMarked { .. } => Rule::NeverMarked,
            Self::WaitsForLater { .. } => Rule::WaitsForLater,
        }
    }
}
