//! The names that definitions and records use for things: slugs, and paths of slugs for items and checklists.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use super::schema::{Known, Text};

/// Tells whether `text` is a slug: lower-case ASCII letters and digits in words joined by single hyphens.
pub(crate) fn is_slug(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// Tells whether `text` is a path of slugs, such as `roles/technical-writer`.
pub(crate) fn is_slug_path(text: &str) -> bool {
    text.split('/').all(is_slug)
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident if $rule:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Returns the name as it is written in YAML and TOML.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl Text for $name {
            fn text(&self) -> &str {
                &self.0
            }

            fn parse(text: &str, known: &mut Known) -> Option<Self> {
                $rule(text).then(|| Self(known.name(text)))
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &self.0)
            }
        }
    )*};
}

fn is_any(_: &str) -> bool {
    true
}

names! {
    /// Names a checklist: its path below the checklists folder, such as `roles/technical-writer`.
    ChecklistId if is_slug_path;
    /// Names an item for good: `checklist/item`, such as `deployment/backup-completed`.
    ItemId if is_slug_path;
    /// Names an entry of a list for which an item is asked, such as `kde-arm`.
    EntryId if is_slug;
    /// Names a role, such as `qa-automation-engineer`.
    RoleId if is_slug;
    /// Names a phase, such as `pre-release`.
    PhaseId if is_slug;
    /// Names a fact, such as `database-migration`.
    FactId if is_slug;
    /// Names a release type, such as `minor`.
    TypeId if is_slug;
    /// Names a field of the release notes, such as `known-issues`.
    FieldId if is_slug;
    /// Names a milestone, such as `deployed`.
    Milestone if is_slug;
    /// Names a metric, such as `error-rate`.
    MetricId if is_slug;
    /// Names a strategy of a staged rollout, such as `standard`.
    StrategyId if is_slug;
    /// Names a stage of a strategy, such as `canary`.
    StageId if is_slug;
    /// Names a monitoring window, such as `short-term`.
    WindowId if is_slug;
    /// Names a class of incidents, such as `infrastructure`.
    ClassId if is_slug;
    /// Names a reason to roll back, such as `data-integrity`.
    TriggerId if is_slug;
    /// Names an incident of a release: `incident-` and its number, from 1.
    IncidentId if Self::is_one;
    /// Names a risk of a release: `risk-` and its number, from 1.
    RiskId if Self::is_one;
    /// Names what is under release: a commit or an artifact digest.
    Candidate if is_any;
}

/// The fewest hexadecimal digits that name a commit.
const FEWEST_DIGITS: usize = 7;

impl Candidate {
    /// Returns it for people: of a full commit, in SHA-1 or SHA-256, the first twelve digits, which no repository has twice.
    pub fn short(&self) -> &str {
        let text = self.as_str();
        let is_commit =
            matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
        if is_commit { &text[..12] } else { text }
    }

    /// Tells whether both name one thing: the same text, or hexadecimal digits of which one is the beginning of the
    /// other, from 7 digits on. A digest names its algorithm in both or in neither.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let (algorithm, digits) = digits_of(self.as_str());
        let (other_algorithm, other_digits) = digits_of(other.as_str());
        let (short, long) = if digits.len() <= other_digits.len() {
            (digits, other_digits)
        } else {
            (other_digits, digits)
        };
        // What has as many digits as a SHA-1 or a SHA-256 is no abbreviation.
        let is_whole = matches!(short.len(), 40 | 64) && short.len() < long.len();
        let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
        algorithm == other_algorithm
            && short.len() >= FEWEST_DIGITS
            && !is_whole
            && is_hex(long)
            && long
                .get(..short.len())
                .is_some_and(|beginning| beginning.eq_ignore_ascii_case(short))
    }
}

/// Splits `sha256:9f…` into its algorithm and its digits.
fn digits_of(text: &str) -> (Option<&str>, &str) {
    text.split_once(':')
        .map_or((None, text), |(algorithm, digits)| {
            (Some(algorithm), digits)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_may_be_abbreviated_to_seven_digits() {
        let same = |one: &str, other: &str| {
            let (one, other) = (Candidate::from(one), Candidate::from(other));
            assert_eq!(one.is_same(&other), other.is_same(&one));
            one.is_same(&other)
        };
        let whole = "9fceb02d0ae598e95dc970b74767f19372d61af8";
        assert!(same(whole, whole) && same(whole, "9fceb02") && same(whole, "9FCEB02D"));
        assert!(same("c1", "c1") && same("v2.4.0", "v2.4.0"));
        assert!(same("sha256:9fceb02d", "sha256:9fceb02"));
        for (one, other) in [
            (whole, "9fceb0"),
            (whole, ""),
            (whole, "9fceb02d0ae598e95dc970b74767f19372d61af80"),
            (whole, "9fceb03"),
            ("c1", "c12"),
            ("release-1", "release-12"),
            ("sha256:9fceb02d", "9fceb02d"),
            ("sha256:9fceb02d", "sha512:9fceb02d"),
            ("9fceb02", "9fceb02é"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_slug_is_lower_case_words_joined_by_single_hyphens() {
        for good in ["qa", "smoke-tests-staging", "p99", "0"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in [
            "",
            "-",
            "a-",
            "-a",
            "a--b",
            "Smoke",
            "smoke_test",
            "smoke test",
            "é",
            "a/b",
            "a\u{202e}b",
        ] {
            assert!(!is_slug(bad), "{bad:?}");
        }
        assert!(is_slug_path("roles/technical-writer"));
        assert!(!is_slug_path("roles//technical-writer"));
        assert!(!is_slug_path("/roles"));
    }
}
