//! Reads the events of a record: each from the table it stands in, and the place of that table.

mod incident;
mod rollout;

use super::super::fields::{Fields, Taken};
use super::super::malformed::Fault;
use super::{Reader, slug};
use crate::domain::digest::Digest;
use crate::domain::event::{Call, Event, EventKind, Outcome};
use crate::domain::id::{
    Candidate, FactId, FieldId, IncidentId, ItemId, PhaseId, RoleId, StageId, StrategyId, WindowId,
};
use crate::domain::person::Person;

/// What an event stands under.
pub(super) enum Place<'r> {
    Release,
    Fact(&'r FactId),
    /// The item, and the role when the event stands in a role's slot.
    Item(&'r ItemId, Option<&'r RoleId>),
    Gate(&'r PhaseId, &'r RoleId),
    Field(&'r FieldId),
    Rollout,
    Stage(&'r StrategyId, &'r StageId),
    StageCall(&'r StrategyId, &'r StageId, &'r RoleId),
    Window(&'r WindowId),
    Rollback,
    Incident(&'r IncidentId),
}

type Kind = Taken<Option<EventKind>>;

impl Reader {
    /// Takes the events of a table.
    pub(super) fn events(&mut self, fields: &mut Fields<'_>, place: &Place<'_>) -> Taken<()> {
        for mut table in fields.tables("event")? {
            let event = self.event(&mut table, place)?;
            table.finish()?;
            self.events.push(event);
        }
        Ok(())
    }

    fn event(&mut self, fields: &mut Fields<'_>, place: &Place<'_>) -> Taken<Event> {
        let (word, span) = fields.needed("kind")?;
        let kind = match place {
            Place::Release => self.release_event(&word, fields)?,
            Place::Fact(fact) => fact_event(&word, fact, fields)?,
            Place::Item(item, Some(role)) => self.item_event(&word, item, role, fields)?,
            Place::Item(item, None) => {
                let role = fields.parsed("role", slug::<RoleId>)?;
                self.item_event(&word, item, &role, fields)?
            }
            Place::Gate(phase, role) => self.gate_event(&word, phase, role, fields)?,
            Place::Field(field) => field_event(&word, field, fields)?,
            Place::Rollout => self.rollout_event(&word, fields)?,
            Place::Stage(strategy, stage) => self.stage_event(&word, strategy, stage, fields)?,
            Place::StageCall(strategy, stage, role) => {
                self.stage_call_event(&word, strategy, stage, role, fields)?
            }
            Place::Window(window) => self.window_event(&word, window, fields)?,
            Place::Rollback => self.rollback_event(&word, fields)?,
            Place::Incident(incident) => self.incident_event(&word, incident, fields)?,
        };
        Ok(Event {
            kind: kind.ok_or_else(|| Fault::UnknownKind(word).at(span))?,
            id: fields.parsed("id", |text| text.parse().ok())?,
            at: fields.time("at")?,
            by: self.person(fields)?,
            prev: fields.each("prev", |text| text.parse().ok())?,
            signature: fields.optional("signature")?,
        })
    }

    fn person(&mut self, fields: &mut Fields<'_>) -> Taken<Person> {
        let (text, span) = fields.needed("by")?;
        if let Some(person) = self.persons.get(&text) {
            return Ok(person.clone());
        }
        let person: Person = text.parse().map_err(|_| {
            Fault::BadValue {
                key: "by",
                value: text.clone(),
            }
            .at(span)
        })?;
        self.persons.insert(text, person.clone());
        Ok(person)
    }

    fn release_event(&mut self, word: &str, fields: &mut Fields<'_>) -> Kind {
        Ok(Some(match word {
            "started" => EventKind::Started {
                plan: digest("plan", fields)?,
                candidate: self.candidate(fields)?,
            },
            "amended" => EventKind::Amended {
                plan: digest("plan", fields)?,
                reason: fields.optional("reason")?,
            },
            "respun" => EventKind::Respun {
                candidate: self.needed_candidate(fields)?,
                reason: fields.optional("reason")?,
            },
            "closed" => EventKind::Closed {
                outcome: fields.parsed("outcome", outcome)?,
                reason: fields.optional("reason")?,
                role: fields.parsed_if_there("role", slug::<RoleId>)?,
            },
            "committed" => EventKind::CommitsRead {
                from: fields.parsed("from", |text| Some(Candidate::from(text)))?,
                candidate: self.needed_candidate(fields)?,
                commits: fields.times("commits")?,
            },
            _ => return self.displaced_event(word, fields),
        }))
    }

    /// Takes what was said about a fact, a poll, a field, a stage or a window that an amendment took out of the plan.
    fn displaced_event(&mut self, word: &str, fields: &mut Fields<'_>) -> Kind {
        match word {
            "answered" => fact_event(word, &fields.parsed("fact", slug::<FactId>)?, fields),
            "called" => {
                let (phase, role) = (
                    fields.parsed("phase", slug::<PhaseId>)?,
                    fields.parsed("role", slug::<RoleId>)?,
                );
                self.gate_event(word, &phase, &role, fields)
            }
            "written" | "added" => {
                field_event(word, &fields.parsed("note", slug::<FieldId>)?, fields)
            }
            "entered" | "observed" | "overridden" | "stage-called" => {
                let (strategy, stage) = (
                    fields.parsed("on-strategy", slug::<StrategyId>)?,
                    fields.parsed("stage", slug::<StageId>)?,
                );
                if word != "stage-called" {
                    return self.stage_event(word, &strategy, &stage, fields);
                }
                let role = fields.parsed("role", slug::<RoleId>)?;
                self.stage_call_event(word, &strategy, &stage, &role, fields)
            }
            "window-closed" => {
                self.window_event(word, &fields.parsed("window", slug::<WindowId>)?, fields)
            }
            "rollback-begun" | "rollback-cancelled" => self.rollback_event(word, fields),
            _ => self.rollout_event(word, fields),
        }
    }

    fn item_event(
        &mut self,
        word: &str,
        item: &ItemId,
        role: &RoleId,
        fields: &mut Fields<'_>,
    ) -> Kind {
        let (item, role) = (item.clone(), role.clone());
        Ok(Some(match word {
            "signed" => EventKind::Signed {
                item,
                role,
                digest: digest("item", fields)?,
                candidate: self.candidate(fields)?,
                evidence: fields.texts("evidence")?,
                note: fields.optional("note")?,
            },
            "not-applicable" => EventKind::NotApplicable {
                item,
                role,
                digest: digest("item", fields)?,
                reason: fields.needed("reason")?.0,
            },
            "waived" => EventKind::Waived {
                item,
                role,
                digest: digest("item", fields)?,
                reason: fields.needed("reason")?.0,
                expires: fields.day("expires")?,
            },
            "blocked" => EventKind::Blocked {
                item,
                role,
                reason: fields.needed("reason")?.0,
            },
            "unblocked" => EventKind::Unblocked {
                item,
                role,
                reason: fields.needed("reason")?.0,
            },
            "reopened" => EventKind::Reopened {
                item,
                role,
                reason: fields.needed("reason")?.0,
            },
            _ => return Ok(None),
        }))
    }

    fn gate_event(
        &mut self,
        word: &str,
        phase: &PhaseId,
        role: &RoleId,
        fields: &mut Fields<'_>,
    ) -> Kind {
        if word != "called" {
            return Ok(None);
        }
        Ok(Some(EventKind::Called {
            phase: phase.clone(),
            role: role.clone(),
            call: fields.parsed("call", call)?,
            reason: fields.optional("reason")?,
            candidate: self.candidate(fields)?,
        }))
    }

    fn needed_candidate(&mut self, fields: &mut Fields<'_>) -> Taken<Candidate> {
        self.candidate(fields)?
            .ok_or_else(|| Fault::Missing { key: "candidate" }.at(fields.span()))
    }

    /// Takes a candidate; the same one stands in many events and is kept once.
    pub(super) fn candidate(&mut self, fields: &mut Fields<'_>) -> Taken<Option<Candidate>> {
        let Some(text) = fields.optional("candidate")? else {
            return Ok(None);
        };
        if let Some(known) = self.candidates.get(&text) {
            return Ok(Some(known.clone()));
        }
        let candidate = Candidate::from(text.as_str());
        self.candidates.insert(text, candidate.clone());
        Ok(Some(candidate))
    }
}

fn fact_event(word: &str, fact: &FactId, fields: &mut Fields<'_>) -> Kind {
    if word != "answered" {
        return Ok(None);
    }
    let answer = fields.needed_flag("answer")?;
    Ok(Some(EventKind::FactAnswered {
        fact: fact.clone(),
        answer,
        reason: fields.optional("reason")?,
    }))
}

fn field_event(word: &str, field: &FieldId, fields: &mut Fields<'_>) -> Kind {
    let field = field.clone();
    Ok(match word {
        "written" => Some(EventKind::NoteWritten {
            field,
            text: fields.needed("text")?.0,
        }),
        "added" => Some(EventKind::NoteAdded {
            field,
            text: fields.needed("text")?.0,
            commits: fields.texts("commits")?,
        }),
        _ => None,
    })
}

fn digest(key: &'static str, fields: &mut Fields<'_>) -> Taken<Digest> {
    fields.parsed(key, |text| text.parse().ok())
}

fn outcome(word: &str) -> Option<Outcome> {
    [Outcome::Shipped, Outcome::RolledBack, Outcome::Abandoned]
        .into_iter()
        .find(|known| known.word() == word)
}

fn call(word: &str) -> Option<Call> {
    [Call::Go, Call::NoGo]
        .into_iter()
        .find(|known| known.word() == word)
}
