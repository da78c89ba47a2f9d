//! YAML text to a tree of nodes. This is the only module that knows the parser.
//!
//! Only the plain part of YAML is taken: one document of maps, lists and scalars. Anchors, aliases, tags, merge keys
//! and directives are refused where they stand, so that a file cannot be larger in memory than on disk; nesting is
//! bounded by the parser.

use std::collections::HashMap;

use serde_yaml::granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, Span, options};

use super::fault::Fault;
use super::findings::{Finding, Findings};
use super::syntax::Syntax;
use super::tree::{Kind, Node, Place};

/// The deepest nesting that is read; definitions need eight.
const DEEPEST: usize = 32;

/// The most that one file may hold: one for a scalar or a list, and more for a map, which costs more to look into.
const MOST_NODES: usize = 150_000;
const COST_OF_MAP: usize = 8;

/// Reads one document; problems that do not stop the reading go into `found`.
pub(super) fn parse(text: &str, found: &mut Findings) -> Result<Node, Finding> {
    let options = options! {
        disallow_directives: true,
        emit_anchor_events: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut builder = Builder {
        open: Vec::new(),
        last: Place::at(1, 1, 0),
        left: MOST_NODES,
        root: None,
        found,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => {
                let place = Place::of_mark(*error.marker());
                let (syntax, place) = builder.explained(Syntax::from(error.kind()), text, place);
                return Err((Some(place), Fault::Syntax(syntax)));
            }
        }
    }
    builder
        .root
        .filter(|root| !root.is_null())
        .ok_or((None, Fault::Empty))
}

struct Builder<'f> {
    open: Vec<Open>,
    /// Where the last scalar stands.
    last: Place,
    /// How much more the file may hold.
    left: usize,
    root: Option<Node>,
    found: &'f mut Findings,
}

enum Open {
    List(Place, Vec<Node>),
    Map(Place, Vec<(Node, Node)>, Option<Node>),
}

impl Open {
    fn place(&self) -> Place {
        let (Self::List(place, _) | Self::Map(place, ..)) = self;
        *place
    }
}

impl Builder<'_> {
    /// Names the cause of a syntax error where the parser names what follows from it.
    fn explained(&self, syntax: Syntax, text: &str, place: Place) -> (Syntax, Place) {
        let bracket = self
            .open
            .last()
            .map(Open::place)
            .filter(|open| open.line < place.line);
        let bracket =
            bracket.and_then(|open| Some((text.get(open.start..)?.chars().next()?, open)));
        match (bracket, syntax) {
            (
                Some((open @ ('[' | '{'), place)),
                Syntax::StrayColon | Syntax::MissingComma | Syntax::OpenBracket { .. },
            ) => (Syntax::OpenBracket { open }, place),
            (_, syntax) => (syntax.clone(), syntax.better_place(text, self.last, place)),
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Finding> {
        let cost = match event {
            Event::MappingStart(..) => COST_OF_MAP,
            Event::Scalar(..) | Event::SequenceStart(..) => 1,
            _ => 0,
        };
        self.left = self
            .left
            .checked_sub(cost)
            .ok_or((Some(Place::first(span)), Fault::Syntax(Syntax::TooMuch)))?;
        if let Some(tag) = event.tag() {
            let place = span.tag_span().map_or(Place::first(span), Place::of);
            return Err((
                Some(place),
                Fault::Syntax(Syntax::Tag {
                    tag: tag.original(),
                }),
            ));
        }
        match event {
            Event::Anchor(..) | Event::Alias(_) => {
                return Err((Some(Place::of(span)), Fault::Syntax(Syntax::Anchor)));
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                return Err((Some(Place::of(span)), Fault::Syntax(Syntax::SecondDocument)));
            }
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let place = if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    Place::first(span)
                } else {
                    Place::of(span)
                };
                self.last = place;
                self.node(Node {
                    place,
                    kind: Kind::Scalar {
                        text: text.into_owned(),
                        plain,
                    },
                })?;
            }
            Event::SequenceStart(..) => self.open(Open::List(Place::first(span), Vec::new()))?,
            Event::MappingStart(..) => {
                self.open(Open::Map(Place::first(span), Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close()?,
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, open: Open) -> Result<(), Finding> {
        if let Some(Open::Map(_, _, None)) = self.open.last() {
            return Err((Some(open.place()), Fault::Syntax(Syntax::KeyNotText)));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Finding> {
        match self.open.pop() {
            Some(Open::List(place, nodes)) => self.node(Node {
                place,
                kind: Kind::List(nodes),
            }),
            Some(Open::Map(place, entries, _)) => {
                let entries = self.without_duplicates(entries);
                self.node(Node {
                    place,
                    kind: Kind::Map(entries),
                })
            }
            None => Ok(()),
        }
    }

    fn node(&mut self, node: Node) -> Result<(), Finding> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, nodes)) => nodes.push(node),
            Some(Open::Map(_, entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None if matches!(&node.kind, Kind::Scalar { text, plain: true } if text == "<<") => {
                    return Err((Some(node.place), Fault::Syntax(Syntax::MergeKey)));
                }
                None => *key = Some(node),
            },
        }
        Ok(())
    }

    fn without_duplicates(&mut self, entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
        // Most maps are small, and looking through them is cheaper than a table.
        let is_large = entries.len() > 16;
        let mut lines: HashMap<String, usize> = HashMap::new();
        let mut kept: Vec<(Node, Node)> = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let first = if is_large {
                lines.get(key.text()).copied()
            } else {
                kept.iter()
                    .find(|(other, _)| other.text() == key.text())
                    .map(|(other, _)| other.place.line)
            };
            if let Some(first) = first {
                self.found.push(
                    Some(key.place),
                    Fault::DuplicateKey {
                        key: key.text().to_owned(),
                        first,
                    },
                );
                continue;
            }
            if is_large {
                lines.insert(key.text().to_owned(), key.place.line);
            }
            kept.push((key, node));
        }
        kept
    }
}

impl Place {
    fn of(span: Span) -> Self {
        let place = Self::of_mark(span.start);
        Self {
            end: span
                .end
                .byte_offset()
                .unwrap_or(place.start)
                .max(place.start),
            ..place
        }
    }

    fn of_mark(mark: Marker) -> Self {
        Self::at(
            mark.line().max(1),
            mark.col() + 1,
            mark.byte_offset().unwrap_or_default(),
        )
    }

    /// Returns the start of the place, for nodes that span many lines.
    fn first(span: Span) -> Self {
        Self::of_mark(span.start)
    }
}

impl From<&ErrorKind> for Syntax {
    fn from(kind: &ErrorKind) -> Self {
        match kind {
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
            | ErrorKind::InvalidBlockEntryWhitespace
            | ErrorKind::InvalidMappingValueWhitespace => Self::Tab,
            ErrorKind::UnclosedQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::DocumentIndicatorInQuotedScalar => Self::OpenQuote,
            ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar => Self::AfterQuote,
            ErrorKind::UnclosedFlowCollection { open } => Self::OpenBracket { open: *open },
            ErrorKind::UnexpectedEofFlowSequence => Self::OpenBracket { open: '[' },
            ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
                Self::OpenBracket { open: '{' }
            }
            ErrorKind::MisplacedFlowCollectionEnd => Self::StrayBracket,
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => Self::OtherBracket {
                open: *open,
                close: *close,
            },
            ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
                Self::MissingComma
            }
            ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::InvalidBlockScalarIndent
            | ErrorKind::InvalidFlowScalarIndent => Self::Indentation,
            ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::MappingKeyNotAllowed => Self::StrayColon,
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Self::MissingColon,
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidUnicodeEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate => Self::Escape,
            ErrorKind::UnexpectedCharacter { character } => Self::Reserved { start: *character },
            ErrorKind::RecursionLimitExceeded => Self::TooDeep,
            ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => Self::Anchor,
            ErrorKind::DirectiveDisallowed => Self::Directive,
            ErrorKind::ExpectedDocumentStart => Self::MissingColon,
            _ => Self::Other,
        }
    }
}
