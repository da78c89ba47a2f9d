//! What an event is about, and under which names the hash, the record, JSON and a sentence have it.

use crate::domain::id::{
    FactId, FieldId, IncidentId, ItemId, PhaseId, RiskId, RoleId, StageId, StrategyId, WindowId,
};
use crate::domain::schema::{Source, Value};

/// The names of one part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name in a sentence; empty for one that says what it is itself.
    pub noun: &'static str,
    /// Its name in the canonical form.
    pub hash: &'static str,
    /// Its key in the record, in an event that does not stand under what it is about.
    pub key: &'static str,
    /// Its name in JSON.
    pub json: &'static str,
}

/// Where an event stands.
#[derive(Debug)]
pub struct Address<'e> {
    /// The block of the record, such as `strategy.stage`; also the name, in the canonical form, of what has no parts.
    pub block: &'static str,
    /// The names that tell it apart from others of its kind.
    pub parts: Vec<(Part, &'e str)>,
}

impl Part {
    /// A part that has one name everywhere, as every new one has.
    const fn named(name: &'static str) -> Self {
        Self {
            noun: name,
            hash: name,
            key: name,
            json: name,
        }
    }

    /// A part of the first subjects, whose names are frozen: the canonical form says `about-` before it.
    const fn frozen(hash: &'static str, key: &'static str, json: &'static str) -> Self {
        Self {
            hash,
            key,
            json,
            ..Self::named(key)
        }
    }
}

const ROLE: Part = Part::named("role");

// The names that differ from place to place. They are frozen: the ids of events and the readers of JSON depend on them.
const FACT: Part = Part::frozen("about-fact", "fact", "fact");
const ITEM: Part = Part::frozen("about-item", "item", "item");
const GATE: Part = Part {
    noun: "gate",
    ..Part::frozen("about-gate", "phase", "phase")
};
const FIELD: Part = Part::frozen("about-field", "note", "field");
const STRATEGY: Part = Part {
    noun: "strategy",
    ..Part::frozen("about-strategy", "on-strategy", "strategy")
};
const STAGE: Part = Part::frozen("about-stage", "stage", "stage");
const WINDOW: Part = Part::frozen("about-window", "window", "window");
const INCIDENT: Part = Part {
    noun: "",
    ..Part::frozen("about-incident", "incident", "incident")
};

const RISK: Part = Part {
    noun: "",
    ..Part::named("risk")
};

/// Declares what events can be about: the parts of each address, the block of the record and the words.
macro_rules! subjects {
    ($($(#[$doc:meta])* $subject:ident
        $(($($name:ident: $type:ty as $part:ident),+))? in $block:literal, $words:literal;)*) => {
        /// What an event is about: where it stands in the record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Subject<'e> {
            $($(#[$doc])* $subject $(($(&'e $type),+))?,)*
        }

        /// What kind of thing an event is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum About {
            $($(#[$doc])* $subject,)*
        }

        impl<'e> Subject<'e> {
            /// Returns it as the rest of a sentence: with a space before it, and nothing for the release.
            pub fn words(self) -> String {
                match self {
                    $(Self::$subject $(($($name),+))? => format!($words),)*
                }
            }

            /// Returns where it stands, and what it is called.
            pub fn address(self) -> Address<'e> {
                match self {
                    $(Self::$subject $(($($name),+))? => Address {
                        block: $block,
                        parts: vec![$($(($part, $name.as_str())),+)?],
                    },)*
                }
            }
        }

        impl About {
            /// Reads the names of what an event is about, and with `what` what happened to it.
            pub(super) fn read<S: Source, T>(
                self,
                source: &mut S,
                what: impl FnOnce(Subject<'_>, &mut S) -> Result<T, S::Error>,
            ) -> Result<T, S::Error> {
                match self {
                    $(Self::$subject => {
                        $($(let $name = <$type>::get($part.key, source)?;)+)?
                        what(Subject::$subject $(($(&$name),+))?, source)
                    })*
                }
            }

            /// Returns the keys of its address, which an event has that does not stand under what it is about.
            pub(crate) fn keys_of_address(self) -> Vec<&'static str> {
                match self {
                    $(Self::$subject => vec![$($($part.key),+)?],)*
                }
            }

            /// Adds the keys of every address to `known`.
            pub(super) fn keys(known: &mut Vec<&'static str>) {
                known.extend([$($($($part.key),+,)?)*]);
            }
        }
    };
}

subjects! {
    /// The release as a whole.
    Release in "release", "";
    /// A fact.
    Fact(fact: FactId as FACT) in "fact", " of fact `{fact}`";
    /// An item, and the role that speaks.
    Item(item: ItemId as ITEM, role: RoleId as ROLE) in "item.signoff", " of item `{item}` for `{role}`";
    /// A gate, and the role that calls.
    Gate(phase: PhaseId as GATE, role: RoleId as ROLE) in "gate.call", " at gate `{phase}` for `{role}`";
    /// A field of the release notes.
    Field(field: FieldId as FIELD) in "note", " of notes field `{field}`";
    /// The rollout as a whole.
    Rollout in "rollout", " of the rollout";
    /// A stage of a strategy.
    Stage(strategy: StrategyId as STRATEGY, stage: StageId as STAGE) in "strategy.stage",
        " of stage `{strategy}/{stage}`";
    /// The decision at a stage of a strategy, and the role that calls.
    StageCall(strategy: StrategyId as STRATEGY, stage: StageId as STAGE, role: RoleId as ROLE) in "strategy.stage.call",
        " at stage `{strategy}/{stage}` for `{role}`";
    /// A monitoring window.
    Window(window: WindowId as WINDOW) in "window", " of window `{window}`";
    /// The rollback as a whole.
    Rollback in "rollback", " of the rollback";
    /// A risk of the register.
    Risk(risk: RiskId as RISK) in "risk", " of `{risk}`";
    /// An incident.
    Incident(incident: IncidentId as INCIDENT) in "incident", " of `{incident}`";
}
