//! Events by name.

use super::{Event, Subject, timestamp};

impl Event {
    /// Names the event for a person: what, about what, by whom and when.
    pub fn in_words(&self) -> String {
        let about = match self.kind.subject() {
            Subject::Release => String::new(),
            Subject::Fact(fact) => format!(" of fact `{fact}`"),
            Subject::Item(item, role) => format!(" of item `{item}` for `{role}`"),
            Subject::Gate(phase, role) => format!(" at gate `{phase}` for `{role}`"),
            Subject::Field(field) => format!(" of notes field `{field}`"),
            Subject::Rollout => " of the rollout".to_owned(),
            Subject::Stage(strategy, stage) => format!(" of stage `{strategy}/{stage}`"),
            Subject::StageCall(strategy, stage, role) => {
                format!(" at stage `{strategy}/{stage}` for `{role}`")
            }
            Subject::Window(window) => format!(" of window `{window}`"),
            Subject::Rollback => " of the rollback".to_owned(),
            Subject::Incident(incident) => format!(" of `{incident}`"),
        };
        format!(
            "event `{}`{about} by {} at {} ({})",
            self.kind.word(),
            self.by,
            timestamp(&self.at),
            self.id.short()
        )
    }
}
