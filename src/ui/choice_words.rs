//! The words of the answers: in full, with their keys, and what they mean.

use crate::domain::plan::incident::Mitigation;
use crate::walk::question::Choice;

/// Returns the answer in full words.
pub(super) fn words(choice: Choice) -> &'static str {
    match choice {
        Choice::Done => "done",
        Choice::NotApplicable => "not applicable",
        Choice::Decide(course) => course.word(),
        Choice::Block => "block",
        Choice::Clear => "clear the blocker",
        Choice::Waive => "waive",
        Choice::Reopen => "reopen",
        Choice::Check => "run the check",
        Choice::Evidence => "add evidence",
        Choice::Note => "add a remark",
        Choice::Yes => "yes",
        Choice::No => "no",
        Choice::Go => "go",
        Choice::NoGo => "no-go",
        Choice::OtherShare => "another share",
        Choice::Prometheus => "prometheus",
        Choice::TypeIn => "type the numbers",
        Choice::Remeasure => "measure again",
        Choice::Override => "override",
        Choice::Abort => "abort",
        Choice::RollBack => "roll back",
        Choice::Clean => "clean",
        Choice::Found => "found something",
        Choice::Later => "later",
        Choice::Back => "back",
        Choice::Jump => "jump",
        Choice::Quit => "quit",
    }
}

/// Returns the answer with its key in brackets.
pub(super) fn hint(choice: Choice) -> &'static str {
    match choice {
        Choice::Done => "[d]one",
        Choice::NotApplicable => "[n]ot applicable",
        Choice::Decide(Mitigation::Rollback) => "[r]ollback",
        Choice::Decide(Mitigation::Hotfix) => "[h]otfix",
        Choice::Block => "[b]lock",
        Choice::Clear => "[c]lear blocker",
        Choice::Waive => "[w]aive",
        Choice::Reopen => "re[o]pen",
        Choice::Check => "chec[k]",
        Choice::Evidence => "[e]vidence",
        Choice::Note => "re[m]ark",
        Choice::Yes => "[y]es",
        Choice::No => "[n]o",
        Choice::Go => "[g]o",
        Choice::NoGo => "[n]o-go",
        Choice::OtherShare => "an[o]ther share",
        Choice::Prometheus => "[p]rometheus",
        Choice::TypeIn => "[t]ype the numbers",
        Choice::Remeasure => "[m]easure again",
        Choice::Override => "o[v]erride",
        Choice::Abort => "[a]bort",
        Choice::RollBack => "[r]oll back",
        Choice::Clean => "[c]lean",
        Choice::Found => "[f]ound something",
        Choice::Later => "[l]ater",
        Choice::Back => "[u] back",
        Choice::Jump => "[j]ump",
        Choice::Quit => "[q]uit",
    }
}

/// Returns what the answer means, for the help.
pub(super) fn meaning(choice: Choice) -> &'static str {
    match choice {
        Choice::Done => "the item is done: sign it off",
        Choice::NotApplicable => "the item does not apply to this release; asks why",
        Choice::Decide(Mitigation::Rollback) => {
            "decide to roll back, and sign the item off; asks why"
        }
        Choice::Decide(Mitigation::Hotfix) => "decide on a hotfix, and sign the item off; asks why",
        Choice::Block => "stop the release here; asks why",
        Choice::Clear => "clear the blocker; asks why it is safe to continue",
        Choice::Waive => "skip the item and accept the risk; asks why, and until when",
        Choice::Reopen => "reopen the item; asks why",
        Choice::Check => {
            "run the check that is shown; a pass goes with your next sign-off, a failure blocks"
        }
        Choice::Evidence => "add a URL, a file digest or a text to your next sign-off",
        Choice::Note => "add a remark to your next sign-off",
        Choice::Yes => "yes",
        Choice::No => "no",
        Choice::Go => "call go for this role",
        Choice::NoGo => "call no-go for this role; asks why",
        Choice::OtherShare => "record another share of the traffic; asks which",
        Choice::Prometheus => "ask the Prometheus server for the numbers",
        Choice::TypeIn => "read the numbers from a dashboard and type them",
        Choice::Remeasure => "measure the stage again",
        Choice::Override => "continue anyway; asks why, and the record shows it for good",
        Choice::Abort => "abort the rollout; asks why",
        Choice::RollBack => "begin the rollback to the last known-good release; asks why",
        Choice::Clean => "nothing to report: close the window",
        Choice::Found => "close the window with a note; asks what you saw",
        Choice::Later => "skip for now",
        Choice::Back => "go back to the previous question",
        Choice::Jump => "go to an item, by its number or the end of its name",
        Choice::Quit => "stop here; every saved answer stays",
    }
}
