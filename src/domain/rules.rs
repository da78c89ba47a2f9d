//! The rules: what follows from the state of a release at a moment, as free functions over [`super::state::Release`].

pub mod admission;
pub mod before_go;
pub mod changes;
pub mod draft;
pub mod duties;
pub mod facts;
pub mod gate;
pub mod hint;
pub mod item_status;
pub mod judge;
pub mod judgement;
pub mod monitoring;
pub mod naming;
pub mod notes;
pub mod overruled;
pub mod polled;
pub mod possible;
pub mod progress;
pub mod readiness;
pub mod reason;
pub mod respin;
pub mod settle;
pub mod suggestion;
pub mod tailor;
pub mod timing;
pub mod todo;
