//! The declaration of event kinds, of which everything else about a kind follows.

use super::subject::About;
use crate::domain::schema::shape::Field;

/// A kind of events, as it is declared.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its word in the record.
    pub word: &'static str,
    /// What happened, in sentences.
    pub about: &'static str,
    /// What it is about.
    pub subject: About,
    /// Its values, in order.
    pub fields: Vec<Field>,
}

/// Declares kinds of events: the word of each, what it is about, and its values with their keys. The order of the values
/// is that of the canonical form and of the record, and is frozen with the first event that is written.
macro_rules! events {
    // Every kind says what it is about; `with` are kinds that are declared elsewhere.
    ($(#[$attr:meta])* pub enum $name:ident {
        $($(#[doc = $doc:literal])* $variant:ident = $word:literal about $about:ident
            $(($($part:ident: $part_type:ty),+))? { $($values:tt)* })*
    } $(with { $($(#[$other_doc:meta])* $other:ident($other_type:ty),)* })?) => {
        events! { @core $(#[$attr])* $name {
            $($(#[doc = $doc])* $variant = $word [$($($part: $part_type),+)?] { $($values)* })*
        } { $($($(#[$other_doc])* $other($other_type),)*)? } }

        impl $name {
            /// Returns what the event is about.
            pub fn subject(&self) -> Subject<'_> {
                match self {
                    $(Self::$variant { $($($part,)+)? .. } => Subject::$about $(($($part),+))?,)*
                    $($(Self::$other(event) => event.subject(),)*)?
                }
            }

            /// Returns what events of this kind are about; `None` for a word that is no kind. Of a word that two kinds
            /// share, such as `reopened`, that of the first.
            pub(super) fn about(word: &str) -> Option<About> {
                match word {
                    $($word => Some(About::$about),)*
                    _ => None$($(.or_else(|| <$other_type>::about(word)))*)?,
                }
            }

            /// Adds every kind, with its values, to `kinds`.
            pub(super) fn kinds(kinds: &mut Vec<Kind>) {
                $(kinds.push(Kind {
                    word: $word,
                    about: concat!($($doc),*).trim_ascii(),
                    subject: About::$about,
                    fields: events!(@describe $($values)*),
                });)*
                $($(<$other_type>::kinds(kinds);)*)?
            }

            /// Reads what happened to `subject`; `None` when no such thing can happen to it.
            ///
            /// # Errors
            ///
            /// A value that is missing, or cannot be.
            pub fn read<S: Source>(
                word: &str,
                subject: Subject<'_>,
                source: &mut S,
            ) -> Result<Option<Self>, S::Error> {
                match (word, subject) {
                    $(($word, Subject::$about $(($($part),+))?) => {
                        events!(@read source $variant [$($($part: $part.clone(),)+)?] $($values)*)
                    })*
                    _ => {
                        $($(if let Some(event) = <$other_type>::read(word, subject, source)? {
                            return Ok(Some(Self::$other(event)));
                        })*)?
                        Ok(None)
                    }
                }
            }
        }
    };
    // What they are about stands beside them.
    ($(#[$attr:meta])* pub enum $name:ident {
        $($(#[doc = $doc:literal])* $variant:ident = $word:literal { $($values:tt)* })*
    }) => {
        events! { @core $(#[$attr])* $name { $($(#[doc = $doc])* $variant = $word [] { $($values)* })* } {} }

        impl $name {
            const WORDS: &[&str] = &[$($word),*];

            fn kinds(subject: About, kinds: &mut Vec<Kind>) {
                $(kinds.push(Kind {
                    word: $word,
                    about: concat!($($doc),*).trim_ascii(),
                    subject,
                    fields: events!(@describe $($values)*),
                });)*
            }

            fn read<S: Source>(word: &str, source: &mut S) -> Result<Option<Self>, S::Error> {
                match word {
                    $($word => events!(@read source $variant [] $($values)*),)*
                    _ => Ok(None),
                }
            }
        }
    };
    // There is one kind, with a type of its own. A value with `=> if other` is left out when `other` is empty.
    ($(#[doc = $doc:literal])* pub struct $name:ident = $word:literal about $about:ident($part:ident: $part_type:ty) {
        $($(#[doc = $value_doc:literal])* $value:ident: $type:ty as $key:expr $(=> if $other:ident)?,)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            #[doc = concat!("The ", stringify!($part), ".")]
            pub $part: $part_type,
            $($(#[doc = $value_doc])* #[doc = concat!("\n\nIn the record: `", stringify!($key), "`.")] pub $value: $type,)*
        }

        impl $name {
            pub(super) fn word(&self) -> &'static str {
                $word
            }

            pub(super) fn subject(&self) -> Subject<'_> {
                Subject::$about(&self.$part)
            }

            pub(super) fn details<'e>(&'e self, take: Take<'_, 'e>) {
                $(if true $(&& !self.$other.is_empty())? {
                    Value::put(&self.$value, $key, take);
                })*
            }

            pub(super) fn about(word: &str) -> Option<About> {
                (word == $word).then_some(About::$about)
            }

            pub(super) fn read<S: Source>(
                word: &str,
                subject: Subject<'_>,
                source: &mut S,
            ) -> Result<Option<Self>, S::Error> {
                match (word, subject) {
                    ($word, Subject::$about($part)) => Ok(Some(Self {
                        $part: $part.clone(),
                        $($value: Value::get($key, source)?,)*
                    })),
                    _ => Ok(None),
                }
            }

            pub(super) fn kinds(kinds: &mut Vec<Kind>) {
                kinds.push(Kind {
                    word: $word,
                    about: concat!($($doc),*).trim_ascii(),
                    subject: About::$about,
                    fields: events!(@describe $($(#[doc = $value_doc])* $value: $type as $key,)*),
                });
            }
        }
    };
    (@core $(#[$attr:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal [$($part:ident: $part_type:ty),*] {
            $($(#[$value_doc:meta])* $value:ident: $type:ty as $key:expr,)*
        })*
    } { $($(#[$other_doc:meta])* $other:ident($other_type:ty),)* }) => {
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant {
                $(#[doc = concat!("The ", stringify!($part), ".")] $part: $part_type,)*
                $($(#[$value_doc])* #[doc = concat!("\n\nIn the record: `", stringify!($key), "`.")] $value: $type,)*
            },)*
            $($(#[$other_doc])* $other($other_type),)*
        }

        impl $name {
            /// Returns the word of the record's `kind`.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $word,)*
                    $(Self::$other(event) => event.word(),)*
                }
            }

            /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
            pub(crate) fn details<'e>(&'e self, take: Take<'_, 'e>) {
                match self {
                    $(Self::$variant { $($value,)* .. } => { $(Value::put($value, $key, take);)* })*
                    $(Self::$other(event) => event.details(take),)*
                }
            }
        }
    };
    (@describe $($(#[doc = $value_doc:literal])* $value:ident: $type:ty as $key:expr,)*) => {{
        let mut fields = Vec::new();
        $(<$type as Value<_>>::describe($key, concat!($($value_doc),*), &mut fields);)*
        fields
    }};
    (@read $source:ident $variant:ident [$($parts:tt)*]
        $($(#[$value_doc:meta])* $value:ident: $type:ty as $key:expr,)*) => {
        Ok(Some(Self::$variant { $($parts)* $($value: Value::get($key, $source)?,)* }))
    };
}
pub(super) use events;
