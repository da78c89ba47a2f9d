//! On which facts of a release something depends.

use crate::domain::digest::Canonical;
use crate::domain::id::FactId;
use crate::domain::schema::shape::Field;
use crate::domain::schema::{Source, Take, Value};

/// What must hold of the facts of a release; nothing when it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The facts that must all hold.
    pub all: Vec<FactId>,
    /// The facts of which one must hold, when there are any.
    pub any: Vec<FactId>,
    /// The facts of which none may hold.
    pub not: Vec<FactId>,
}

/// The answers that a condition fails by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against<'w> {
    /// A fact that must hold is answered no.
    No(&'w FactId),
    /// All of the facts of which one must hold are answered no: the first, and the others.
    NoneOf(&'w FactId, &'w [FactId]),
    /// A fact that may not hold is answered yes.
    Yes(&'w FactId),
}

/// The facts must all hold.
impl FromIterator<FactId> for When {
    fn from_iter<I: IntoIterator<Item = FactId>>(facts: I) -> Self {
        Self {
            all: facts.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl When {
    /// Tells whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.facts().next().is_none()
    }

    /// Returns every fact that it names.
    pub fn facts(&self) -> impl Iterator<Item = &FactId> {
        self.all.iter().chain(&self.any).chain(&self.not)
    }

    /// Tells whether it names a fact.
    pub fn names(&self, fact: &FactId) -> bool {
        self.facts().any(|named| named == fact)
    }

    /// Returns the answers that it fails by. A fact without an answer makes nothing fail.
    pub fn against(&self, answer: impl Fn(&FactId) -> Option<bool>) -> Option<Against<'_>> {
        let is_no = |fact: &&FactId| answer(fact) == Some(false);
        let is_yes = |fact: &&FactId| answer(fact) == Some(true);
        let no = self.all.iter().find(is_no).map(Against::No);
        let none_of = || match self.any.as_slice() {
            [first, others @ ..] if self.any.iter().all(|fact| is_no(&fact)) => {
                Some(Against::NoneOf(first, others))
            }
            _ => None,
        };
        no.or_else(none_of)
            .or_else(|| self.not.iter().find(is_yes).map(Against::Yes))
    }

    /// Tells whether it holds by answers alone: a fact without one is neither a yes nor a no here.
    pub(crate) fn is_known_to_hold(&self, answer: impl Fn(&FactId) -> Option<bool>) -> bool {
        let is = |fact: &FactId, wanted| answer(fact) == Some(wanted);
        self.all.iter().all(|fact| is(fact, true))
            && (self.any.is_empty() || self.any.iter().any(|fact| is(fact, true)))
            && self.not.iter().all(|fact| is(fact, false))
    }

    /// Returns it in words: `database-migration and (ios or android) and not critical`.
    pub fn words(&self) -> String {
        let mut parts: Vec<String> = self.all.iter().map(ToString::to_string).collect();
        match self.any.as_slice() {
            [] => {}
            [one] => parts.push(one.to_string()),
            several => {
                let several: Vec<_> = several.iter().map(FactId::as_str).collect();
                let either = several.join(" or ");
                if self.all.is_empty() && self.not.is_empty() {
                    return either;
                }
                parts.push(format!("({either})"));
            }
        }
        parts.extend(self.not.iter().map(|fact| format!("not {fact}")));
        parts.join(" and ")
    }

    /// Adds what other than [`Self::all`] there is to a canonical form. What is left out adds nothing, so that the digests
    /// of older plans stay.
    pub(in crate::domain) fn push_more_to(&self, form: &mut Canonical) {
        for (key, facts) in [("when-any", &self.any), ("when-not", &self.not)] {
            if !facts.is_empty() {
                form.list(key, facts.iter().map(FactId::as_str));
            }
        }
    }
}

impl Against<'_> {
    /// Returns a fact, and the answer to it by which this is no longer so.
    pub(crate) fn way_out(self) -> (FactId, bool) {
        match self {
            Self::No(fact) | Self::NoneOf(fact, _) => (fact.clone(), true),
            Self::Yes(fact) => (fact.clone(), false),
        }
    }

    /// Says which answers they are: "fact `critical` is answered no".
    pub fn sentence(self) -> String {
        match self {
            Self::No(fact) | Self::NoneOf(fact, []) => format!("fact `{fact}` is answered no"),
            Self::Yes(fact) => format!("fact `{fact}` is answered yes"),
            Self::NoneOf(first, others) => {
                let others: String = others.iter().map(|fact| format!(", `{fact}`")).collect();
                format!("facts `{first}`{others} are all answered no")
            }
        }
    }
}

/// A list under each of the three keys; what is empty is left out.
impl Value<[&'static str; 3]> for When {
    fn put<'e>(&'e self, [all, any, not]: [&'static str; 3], take: Take<'_, 'e>) {
        self.all.put(all, take);
        self.any.put(any, take);
        self.not.put(not, take);
    }

    fn find<S: Source>(
        [all, any, not]: [&'static str; 3],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        Ok(Some(Self {
            all: Value::get(all, source)?,
            any: Value::get(any, source)?,
            not: Value::get(not, source)?,
        }))
    }

    fn describe([all, any, not]: [&'static str; 3], about: &'static str, fields: &mut Vec<Field>) {
        Vec::<FactId>::describe(all, about, fields);
        Vec::<FactId>::describe(any, "The facts of which one must hold.", fields);
        Vec::<FactId>::describe(not, "The facts that must not hold.", fields);
    }
}

/// The keys of a condition in a block of the plan.
pub(super) const WHEN: [&str; 3] = ["when", "when-any", "when-not"];

#[cfg(test)]
mod tests {
    use super::*;

    fn when(all: &[&str], any: &[&str], not: &[&str]) -> When {
        let ids = |names: &[&str]| names.iter().map(|name| FactId::from(*name)).collect();
        When {
            all: ids(all),
            any: ids(any),
            not: ids(not),
        }
    }

    /// The answers, such as `+db -ui`: a fact that is not named has none.
    fn answer<'a>(answers: &'a str) -> impl Fn(&FactId) -> Option<bool> + 'a {
        move |fact| {
            answers
                .split(' ')
                .find_map(|said| Some((said.strip_suffix(fact.as_str())?, said)))
                .map(|(sign, _)| sign == "+")
        }
    }

    #[test]
    fn what_nobody_has_answered_rules_nothing_out_and_makes_nothing_certain() {
        let mixed = when(&["db"], &["ios", "tv"], &["hot"]);
        for (answers, against, is_certain) in [
            ("", None, false),
            ("+db", None, false),
            ("-db", Some("fact `db` is answered no"), false),
            ("+db -ios", None, false),
            (
                "+db -ios -tv",
                Some("facts `ios`, `tv` are all answered no"),
                false,
            ),
            ("+db -ios +tv", None, false),
            ("+db +tv -hot", None, true),
            ("+db +tv +hot", Some("fact `hot` is answered yes"), false),
        ] {
            let answer = answer(answers);
            let said = mixed.against(&answer).map(Against::sentence);
            assert_eq!(said.as_deref(), against, "{answers}");
            assert_eq!(mixed.is_known_to_hold(&answer), is_certain, "{answers}");
        }
    }

    #[test]
    fn a_condition_is_said_in_words() {
        for (when, expected) in [
            (when(&[], &[], &[]), ""),
            (when(&["db", "ui"], &[], &[]), "db and ui"),
            (when(&[], &["ios"], &["hot"]), "ios and not hot"),
            (when(&[], &["ios", "tv"], &[]), "ios or tv"),
            (
                when(&["db"], &["ios", "tv"], &["hot", "eol"]),
                "db and (ios or tv) and not hot and not eol",
            ),
        ] {
            assert_eq!(when.words(), expected);
            assert_eq!(when.is_empty(), expected.is_empty());
        }
    }

    #[test]
    fn an_answer_that_changes_it_is_named() {
        let way_out = |when: When, answers: &str| {
            let against = when.against(answer(answers));
            against.map(Against::way_out)
        };
        for (when, answers, expected) in [
            (when(&["db"], &[], &[]), "-db", ("db", true)),
            (when(&[], &["ios", "tv"], &[]), "-ios -tv", ("ios", true)),
            (when(&[], &[], &["hot"]), "+hot", ("hot", false)),
        ] {
            let expected = Some((expected.0.into(), expected.1));
            assert_eq!(way_out(when, answers), expected);
        }
    }
}
