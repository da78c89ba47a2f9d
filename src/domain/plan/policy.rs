//! The rules for who may act, and what has to be signed.

use crate::domain::digest::Canonical;
use crate::domain::id::RoleId;
use crate::domain::schema::shape::{self, Shape};
use crate::domain::schema::{Detail, Source, Take, Value, block, words};

block! {
    /// The rules for who may act, and what has to be signed.
    #[derive(Default)]
    pub struct Policy in "[policy]" {
        /// What happens when one person acts for two roles.
        pub separation: Separation as "separation",
        /// Which events count only when they are signed.
        pub signatures: Signatures as ["signatures", "signed-roles"],
        /// The roles of which the walk asks who they are in this release.
        pub assign: Vec<RoleId> as "assign",
    }
}

words! {
    /// What happens when one person acts for two roles.
    #[derive(Default)]
    pub enum Separation {
        /// Nothing.
        Off = "off",
        /// It is allowed and said.
        #[default]
        Warn = "warn",
        /// It is refused.
        Enforce = "enforce",
    }
}

/// Which events count only when a key that may sign for their author signed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Signatures {
    /// None has to be signed.
    #[default]
    Off,
    /// Those by which one of these roles speaks.
    Roles(Vec<RoleId>),
    /// Every event.
    All,
}

impl Signatures {
    /// Returns the word of the record.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Roles(_) => "roles",
            Self::All => "all",
        }
    }

    /// Tells whether nothing has to be signed.
    pub(crate) fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }

    /// Tells whether what a role says has to be signed.
    pub(crate) fn are_of(&self, role: Option<&str>) -> bool {
        match self {
            Self::Off => false,
            Self::Roles(roles) => {
                role.is_some_and(|role| roles.iter().any(|known| known.as_str() == role))
            }
            Self::All => true,
        }
    }
}

/// The roles stand under a key of their own; what is off needs no word.
impl Value<[&'static str; 2]> for Signatures {
    fn put<'e>(&'e self, [which, roles]: [&'static str; 2], take: Take<'_, 'e>) {
        if self.is_off() {
            return;
        }
        take(which, Detail::Text(self.word()));
        if let Self::Roles(signed) = self {
            signed.put(roles, take);
        }
    }

    fn find<S: Source>(
        [which, roles]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let known = [Self::Off, Self::Roles(Vec::new()), Self::All];
        let found = source.text(which, |text, _| {
            known.into_iter().find(|known| known.word() == text)
        })?;
        Ok(Some(match found.unwrap_or_default() {
            Self::Roles(_) => Self::Roles(Value::get(roles, source)?),
            other => other,
        }))
    }

    fn describe(
        [which, roles]: [&'static str; 2],
        about: &'static str,
        fields: &mut Vec<shape::Field>,
    ) {
        let words = Shape::Words(vec!["off", "roles", "all"]);
        fields.push(shape::Field::of(which, about, words).or_left_out());
        let about = "The roles whose events have to be signed.";
        Vec::<RoleId>::describe(roles, about, fields);
    }
}

impl Policy {
    /// Adds the rules to the canonical form of a plan. What is left out adds nothing, so that the digests of older plans stay.
    pub(super) fn push_to(&self, form: &mut Canonical) {
        form.text("separation", self.separation.word());
        if !self.signatures.is_off() {
            form.text("signatures", self.signatures.word());
        }
        if let Signatures::Roles(roles) = &self.signatures {
            form.list("signed-role", roles.iter().map(RoleId::as_str));
        }
        form.list("assign", self.assign.iter().map(RoleId::as_str));
    }
}
