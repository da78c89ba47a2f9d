//! A form for people without the program: what a role is asked, as boxes that bear marks, and what its answers mean.

mod answers;
mod asked;
mod judging;
mod mark;
#[cfg(test)]
mod tests;

pub use answers::{Answer, Answers, Label, Line, Stray, folded};
pub use asked::Form;
pub use judging::{Bearer, FormFault, Judged, judge_answers};
pub use mark::{About, Mark, header, version_in};
