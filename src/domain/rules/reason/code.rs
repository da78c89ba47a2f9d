//! The stable words for what keeps a gate or a rollout from GO, as JSON has them under `kind`, and JUnit behind `gonogo.`.

use crate::domain::explanation::codes;
use crate::domain::verdict::{Ruling, Verdict};

codes! {
    /// The kind of a reason, or of what a report of a gate has beside its reasons.
    pub enum Code {
        Reason {
            Open = "open":
                "A role has not answered an item, or has to answer it again.",
                "The role signs it with `gonogo sign ITEM`. Where it does not apply, or is left undone on purpose: `gonogo na` or `gonogo waive`.";
            Stale = "stale":
                "An item is signed, but for another candidate, or longer ago than its `fresh` allows, or an amendment has changed its text or rules since.",
                "Check it again, and sign it again.";
            WaiverExpired = "waiver-expired":
                "The item was waived until a day that is over, so it is open again.",
                "Sign it, or waive it again with a new reason.";
            Blocked = "blocked":
                "A role said stop. The verdict is NO-GO until someone who knows of it clears the blocker.",
                "Settle what the reason says, then `gonogo unblock ITEM --reason TEXT`.";
            Uncalled = "uncalled":
                "A role that the gate polls has not called GO or NO-GO.",
                "The role settles its items, then calls: `gonogo call go --role ROLE`.";
            StaleCall = "stale-call":
                "A role called GO, but before a respin, a stage of the rollout, a rollback or an amendment that concerns this gate.",
                "Look at what changed, and call again.";
            NoGo = "no-go":
                "A role called NO-GO at the gate, or a measurement is beyond a limit with `then: no-go`. As the case of a gate in JUnit: its verdict is NO-GO.",
                "A call: settle the reason, then call go. A measurement: roll back, or continue with a reason that the record keeps. A gate: see its other cases.";
            Votes = "votes":
                "The people of a role vote at this gate, and there are too few votes for go, or as many against it.",
                "Each member votes with `gonogo call go --role ROLE`.";
            WindowOpen = "window-open":
                "A monitoring window is still running. Only time settles it.",
                "Watch what it names, and close it when it is over: `gonogo monitor close`.";
            WindowOverdue = "window-overdue":
                "A monitoring window is over, and its role has not closed it.",
                "The role says how it went: `gonogo monitor close`.";
            Wait = "wait":
                "The gate is held for a time after a milestone, as the playbook says with `wait` and `since`.",
                "Wait. A role that may waive can end it early: `gonogo waive --wait PHASE --reason …`.";
            Unwatched = "unwatched":
                "Monitoring starts at a milestone that has not happened, so the windows are still to come.",
                "Sign the item that marks the milestone once it has happened.";
            Incident = "incident":
                "An incident of the release is open.",
                "Finish its duties, then `gonogo incident resolve`. Opened by mistake: `gonogo incident withdraw`.";
            RollingBack = "rollback":
                "The release is being rolled back, so every gate on its path says NO-GO.",
                "Follow the rollback to its end, or cancel it with `gonogo rollback cancel`.";
            Candidates = "candidates":
                "Two branches named different candidates, and no one has said which one counts.",
                "Name one: `gonogo respin --candidate ID`.";
            Plans = "plans":
                "Two branches amended the plan, and the record holds only one of the two plans.",
                "Put what both wanted into the checklists, then `gonogo amend`.";
            EmptyPlan = "empty-plan":
                "The release has no items. Nothing was checked, and that is never GO.",
                "Give its type checklists in the playbook, then `gonogo amend`.";
            Ended = "ended":
                "The release was closed as rolled back or abandoned.",
                "Open a new release for what is to ship.";
            NoStrategy = "no-strategy":
                "None of the playbook's rollout strategies fits the release.",
                "Pick one with `gonogo rollout strategy`, or add a choice to the playbook and amend.";
            RivalStrategies = "rival-strategies":
                "Two branches chose different rollout strategies.",
                "Choose one with `gonogo rollout strategy`.";
            GateShut = "gate-shut":
                "The rollout waits for a gate before it, which is not at GO.",
                "Settle the reasons of that gate: `gonogo gate PHASE`.";
            NoBaseline = "no-baseline":
                "A rule compares a metric with the values before the rollout, and none were recorded.",
                "Measure them with `gonogo rollout baseline`.";
            OldBaseline = "old-baseline":
                "The values before the rollout are older than the playbook allows.",
                "Measure them again with `gonogo rollout baseline`.";
            RolloutNotStarted = "rollout-not-started":
                "No stage of the rollout has begun.",
                "`gonogo rollout start`, once the gate before it is at GO.";
            StageRemoved = "stage-removed":
                "An amendment took the stage where the candidate is out of the plan.",
                "Start the rollout again: `gonogo rollout start`.";
            RolloutAborted = "rollout-aborted":
                "The rollout was aborted.",
                "Roll back, or start it again with `gonogo rollout start`.";
            RolloutPaused = "rollout-paused":
                "The rollout is paused, and stays where it is.",
                "`gonogo rollout resume`, with a reason.";
            Soaking = "soaking":
                "The stage is still being watched for its shortest time. Only time settles it.",
                "Wait, and observe the metrics at its end.";
            Unobserved = "unobserved":
                "No observation covers the whole soak of the stage, or it was judged by rules or a baseline that have changed.",
                "Measure again: `gonogo rollout observe`.";
            Inconclusive = "inconclusive":
                "A rule could not be judged: a value is missing or is not a number. That is never GO.",
                "Find out why it is missing, and observe again.";
            Hold = "hold":
                "A measurement is beyond a limit with `then: hold`. As the case of a gate in JUnit: its verdict is HOLD.",
                "A measurement: wait and observe again, or continue with a reason that the record keeps. A gate: see its other cases.";
            Investigate = "investigate":
                "A measurement is beyond a limit with `then: investigate`: it waits, and someone has to look at it at once.",
                "Find the cause. Then observe again, continue with a reason, or roll back.";
            StageUncalled = "stage-uncalled":
                "A role that decides at the stage has not called.",
                "`gonogo rollout call go --role ROLE`.";
            StageNoGo = "stage-no-go":
                "A role called NO-GO at the stage.",
                "Settle the reason and call go, or abort or roll back.";
            Criterion = "criterion":
                "An item that counts at every stage of the rollout is not settled.",
                "Sign it, as any item.";
            RolloutUnfinished = "rollout-unfinished":
                "More stages are to come before the candidate has all of the traffic.",
                "Take it on when the stage is ready: `gonogo rollout advance`.";
            StageOverdue = "stage-overdue":
                "The longest time that the stage may be watched is over, and no one has decided.",
                "Decide: `gonogo rollout advance`, `gonogo rollout pause` or `gonogo rollback`.";
            Accepted = "accepted":
                "A risk was accepted, such as a waiver. It keeps no gate shut, and is always shown.",
                "Nothing to do. Make sure that those who decide have read it.";
            OtherCandidate = "other-candidate":
                "`--candidate` names something else than the record, so what was signed does not speak for it.",
                "Deploy the candidate of the record, or `gonogo respin --candidate ID` and sign again what is bound to it.";
            NotEvaluated = "not-evaluated":
                "No verdict could be given: no record, or one that cannot be read or trusted. That is never GO.",
                "The message and the exit code say why; see `gonogo help exit-codes`.";
        }
    }
}

impl From<Verdict> for Code {
    /// Returns the word of a gate with this verdict; one at GO has nothing to say.
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Go => Self::Accepted,
            Verdict::Hold => Self::Hold,
            Verdict::NoGo => Self::NoGo,
        }
    }
}

impl From<Ruling> for Code {
    /// Returns the word of a rule that says this; one that says go has nothing to say.
    fn from(ruling: Ruling) -> Self {
        match ruling {
            Ruling::Go => Self::Accepted,
            Ruling::Inconclusive => Self::Inconclusive,
            Ruling::Hold => Self::Hold,
            Ruling::Investigate => Self::Investigate,
            Ruling::NoGo => Self::NoGo,
        }
    }
}
