//! What the stable words of reports mean, for people who look one up: each word is declared once, with what it means and
//! what to do. `gonogo explain` and `docs/codes.md` are made from these tables.

/// What one stable word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Where it is met.
    pub kind: Kind,
    /// The word, as reports have it.
    pub word: &'static str,
    /// What is the matter, and why it matters, in sentences.
    pub meaning: &'static str,
    /// What to do about it, in sentences.
    pub way_out: &'static str,
}

/// Where a stable word is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is wrong with a definition.
    Problem,
    /// What is allowed in a definition, and could be better.
    Suggestion,
    /// What keeps a gate or a rollout from GO.
    Reason,
}

impl Kind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Problem, Self::Suggestion, Self::Reason];

    /// Returns the word, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Suggestion => "suggestion",
            Self::Reason => "reason",
        }
    }

    /// Returns what the words of this kind are, as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Problem => "Problems that `gonogo lint` finds",
            Self::Suggestion => "Suggestions of `gonogo lint`",
            Self::Reason => "Reasons of `gonogo gate` and `gonogo rollout`",
        }
    }
}

/// Declares an enum of stable words, each with its [`Explanation`].
///
/// The table holds no values of the enum, so that the compiler names a word that nothing reports.
macro_rules! codes {
    ($(#[$attr:meta])* $vis:vis enum $name:ident {
        $($kind:ident {
            $($variant:ident = $word:literal: $meaning:literal, $way_out:literal;)*
        })*
    }) => {
        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name {
            $($(#[doc = $meaning] $variant,)*)*
        }

        impl $name {
            /// The explanations of all words.
            $vis const EXPLANATIONS: &[$crate::domain::explanation::Explanation] = &[
                $($($crate::domain::explanation::Explanation {
                    kind: $crate::domain::explanation::Kind::$kind,
                    word: $word,
                    meaning: $meaning,
                    way_out: $way_out,
                },)*)*
            ];

            /// Returns the word.
            $vis const fn word(self) -> &'static str {
                match self {
                    $($(Self::$variant => $word,)*)*
                }
            }
        }
    };
}

pub(crate) use codes;
