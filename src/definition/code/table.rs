//! The stable words for what `gonogo lint` finds, each with what it means and what to do. `gonogo explain`, the rules in SARIF
//! and `docs/codes.md` are made from it.

use crate::domain::explanation::codes;

codes! {
    /// A rule that a definition breaks.
    pub(crate) enum Rule {
        Problem {
            TooLarge = "too-large":
                "The file is larger than 1 MiB and is not read.",
                "Split it into several checklists.";
            LinkOut = "link-out":
                "A link leads out of the folder, or to a folder. It is not followed, so that a library is what its folder holds.",
                "Put the file itself there.";
            SameName = "same-name":
                "Two files differ only in their extension, so both would be the same checklist.",
                "Keep one of them.";
            Utf16 = "utf-16":
                "The file is in UTF-16. Definitions are UTF-8.",
                "Save it as UTF-8.";
            NotUtf8 = "not-utf-8":
                "The file has a byte that is not UTF-8, often from an editor that saves in another encoding.",
                "Save it as UTF-8.";
            Empty = "empty":
                "There is nothing in the file.",
                "Write a checklist, or delete the file.";
            NotKeys = "not-keys":
                "The file is a list or a text, and not keys with values.",
                "Begin with `id: …` in a checklist, and with `format: 1` in a playbook.";
            DuplicateKey = "duplicate-key":
                "A key appears twice in one map. Readers of YAML disagree about which one counts.",
                "Keep one of them.";
            UnknownKey = "unknown-key":
                "Nothing reads the key. It is often misspelled, or indented too far.",
                "Take the proposed key, or one of those that are listed.";
            MissingKey = "missing-key":
                "A key that has to be there is missing.",
                "Add it.";
            NoValue = "no-value":
                "A key or an entry of a list has no value.",
                "Write a value, or leave the key out.";
            WrongShape = "wrong-shape":
                "A value has another shape than its key needs, such as a text instead of a list.",
                "Write `key: [first, second]` for a list, and indent keys below a map.";
            Unquoted = "unquoted":
                "Text without quotes that many readers of YAML take for something else: `no`, `1.10`, `2026-11-20`, `1:30`. An editor with a schema says nothing about it.",
                "Put it in quotes: `\"1.10\"`.";
            NotTrueOrFalse = "not-true-or-false":
                "A yes or no that is neither `true` nor `false`. Readers of YAML disagree about `yes` and `on`.",
                "Write `true` or `false`.";
            UnknownWord = "unknown-word":
                "The value is none of the words that the key takes.",
                "Take the proposed word, or one of those that are listed.";
            UnknownFormat = "unknown-format":
                "The playbook has a `format` that this version does not read.",
                "Write `format: 1`. If the number is higher, upgrade gonogo.";
            NotAName = "not-a-name":
                "A name has characters that names do not have. Names are lower-case letters and digits, in words joined by `-`, so that they fit a command line and a path.",
                "Take the proposed name.";
            Deceptive = "deceptive-character":
                "A control character, an invisible one, or one that turns the direction of text. It can make a text look different from what it is.",
                "Delete it.";
            Blank = "blank":
                "A text is empty or has only blanks.",
                "Write something, or leave the key out.";
            TooLong = "too-long":
                "A text is longer than anyone reads.",
                "Shorten it, and put the rest behind a `link`.";
            Unknown = "unknown-name":
                "A role, fact, type, phase, checklist, item, metric, strategy or milestone that nothing declares.",
                "Take the proposed name, or declare it.";
            Duplicate = "duplicate-name":
                "A name appears twice where it can appear once.",
                "Rename or delete one of them.";
            SameText = "same-text":
                "Two items of one checklist ask for the same. Texts are compared without case, punctuation and articles.",
                "Ask once, or say what is different.";
            EmptyList = "empty-list":
                "A list has no entries, and needs at least one.",
                "Add an entry, or leave the key out.";
            ItemsAndSections = "items-and-sections":
                "A checklist has either `items` or `sections`, and this one has both or none.",
                "Put the items into a section, or leave `sections` out.";
            IdIsNotPath = "id-is-not-path":
                "The `id` of a checklist is its path below the folder, without the extension.",
                "Change the `id`, or move the file.";
            Unlisted = "unlisted-checklist":
                "No phase and no duty of incidents lists the checklist, so nothing of it would ever be asked.",
                "List it under `checklists` of a phase in playbook.yaml, or delete the file.";
            NeverAsked = "never-asked":
                "An item names a phase that does not list its checklist, so it would never be asked.",
                "List the checklist under `checklists` of that phase, or name another phase.";
            NoPhase = "no-phase":
                "An item belongs to no phase.",
                "Give the checklist, the section or the item a `phase`.";
            TakesNothing = "takes-nothing":
                "A phase lists a checklist that has no item for it.",
                "Remove it from the list, or give items this `phase`.";
            PolledElsewhere = "polled-elsewhere":
                "A type has a poll for a phase that it does not go through.",
                "Add the phase to `phases` of the type, or leave the poll out.";
            NotEnoughPeople = "not-enough-people":
                "With `separation: enforce`, different people must act for these roles, and their `members` are too few. No one could ever pass the gate.",
                "Add `members`, leave one role without, or set `separation: warn`.";
            NotA = "not-a-value":
                "A value cannot be read as what it must be, such as a duration, a share of traffic or a limit.",
                "Write it as the message shows.";
            UnionMerge = "union-merge":
                "An attribute says `merge=union` for records: git then weaves the lines of two events into one, without a conflict.",
                "Take it out of `.gitattributes`, and run `gonogo init --git`.";
            TooMany = "too-many":
                "A list is longer than any release needs.",
                "Split it, or leave out what is not used.";
            NobodySigns = "nobody-signs":
                "A killer item has no role. It could not be signed, and it can never be waived.",
                "Give it `roles`.";
            Contradiction = "contradiction":
                "A fact must hold here, and must not.",
                "Keep one of the two conditions.";
            VoidKeyLine = "void-key-line":
                "A line of `allowed_signers` says something else than it seems to, or nothing. No signature counts by it.",
                "Write it as the message says. `ssh-keygen -Y` may read such a line otherwise.";
            UnreadableRevocation = "unreadable-revocation":
                "`revoked_keys` has a line that is no public key, or is a list that cannot be read. No one can tell which keys are revoked, so none counts.",
                "Write public keys, one a line, or make a list with `ssh-keygen -k`.";
            TooFewSigners = "too-few-signers":
                "An item has to be signed by more people than its role has members.",
                "Lower `signers`, or add `members` to the role.";
            TooFewVoters = "too-few-voters":
                "A poll needs more votes than the role has members.",
                "Ask for fewer votes, or add `members` to the role.";
            DueOnDemand = "due-on-demand":
                "A phase that is entered on demand has a `due`, and no one plans a rollback for a day.",
                "Leave `due` out.";
            FreshMilestone = "fresh-milestone":
                "An item that marks a milestone has a `fresh`, but a milestone stays reached.",
                "Leave `fresh` or `marks` out.";
            KillerWaived = "killer-waived":
                "A killer item names who waives it, and it is never waived.",
                "Leave `waived-by` or `killer` out.";
            WaitOnDemand = "wait-on-demand":
                "The gate of a phase that is entered on demand has a `wait`.",
                "Leave `wait` and `since` out.";
            AskedOnce = "asked-once":
                "Something that can be asked only once stands in an item with `for-each`, such as a milestone.",
                "Leave `for-each` out, or write an item for each entry.";
            NoEntry = "no-entry":
                "A text names `{{entry}}`, but the item has no `for-each`.",
                "Add `for-each` with the name of a list, or write what is meant.";
            NeverFits = "never-fits":
                "No release fits both an item and an entry of its list, so it would never be asked for that entry.",
                "Change the `when` of one of them.";
            EntryHasAny = "entry-has-any":
                "Both an item and an entry of its list have `any`, and only one of them can.",
                "Keep one, or write the entry's items out.";
            ItemIsChecklist = "item-is-checklist":
                "An item with `for-each` has the name of a checklist, so its entries could share names with the items there.",
                "Give the item another `id`.";
            TwoAny = "two-any":
                "Both an item and its section have `any`, and only one of them can.",
                "Keep one, or split the section.";
            PollByType = "poll-by-type":
                "Whether a role is polled depends on the type, in a poll for all types.",
                "Give the type a poll of its own: `types: {TYPE: {poll: {PHASE: [ROLE]}}}`.";
            NoType = "no-type":
                "No type of release fits both an item and its section, so it would never be asked.",
                "Change the `when` of one of them.";
            OneOf = "one-of-two-keys":
                "One of two keys is required, and neither is there.",
                "Add one of them.";
            CheckOfNothing = "check-of-nothing":
                "A check does not say what it checks.",
                "Give it one of `run`, `http`, `files`, `changelog` and `tag`.";
            CheckOfTwo = "check-of-two":
                "A check says two things that it checks, and it can only be one.",
                "Keep one; an item that needs both runs a program that checks both.";
            CheckUserinfo = "check-userinfo":
                "The address of a check has a user name or a password in it, which everyone who reads the checklist or the record would see.",
                "Leave them out; for an address that needs a secret, let a program ask.";
            CheckStrayKey = "check-stray-key":
                "A check has a key that says nothing about what it checks, such as `code` beside `http`.",
                "Leave the key out.";
            MoreProblems = "more-problems":
                "There are more problems than anyone reads at once.",
                "Correct those above first, and run `gonogo lint` again.";
            YamlTab = "yaml-tab":
                "A tab in the indentation. YAML does not allow it.",
                "Indent with spaces.";
            YamlOpenQuote = "yaml-open-quote":
                "A quoted text that does not end, often because of an apostrophe.",
                "Close it, or double a quote that is part of the text: `'it''s'`.";
            YamlAfterQuote = "yaml-after-quote":
                "Text follows a closing quote.",
                "Quote the whole text, and double the quotes that are part of it: `'it''s'`.";
            YamlOpenBracket = "yaml-open-bracket":
                "A bracket is never closed.",
                "Close it, or quote a text that contains it.";
            YamlOtherBracket = "yaml-other-bracket":
                "A bracket is closed with another kind of bracket.",
                "Check the brackets up to here; quote a text that contains them.";
            YamlStrayBracket = "yaml-stray-bracket":
                "A closing bracket closes nothing.",
                "Check the brackets up to here; quote a text that contains them.";
            YamlMissingComma = "yaml-missing-comma":
                "A comma or a closing bracket is missing.",
                "Check the brackets and commas up to here; quote a text that contains them.";
            YamlIndentation = "yaml-indentation":
                "The indentation does not match.",
                "Begin the entries of one list or map in the same column.";
            YamlStrayColon = "yaml-stray-colon":
                "A `:` where no key is possible, often in a text such as `Note: this`.",
                "Put a text that contains `: ` in quotes.";
            YamlMissingColon = "yaml-missing-colon":
                "A key and a `:` are missing.",
                "Write `key: value`, and indent the lines that continue a text.";
            YamlEscape = "yaml-escape":
                "An unknown escape in a text in double quotes.",
                "Write `\\\\` for a backslash, or use single quotes.";
            YamlReserved = "yaml-reserved":
                "A text without quotes begins with a character that has a meaning in YAML, such as `@` or `%`.",
                "Put it in quotes.";
            YamlTooDeep = "yaml-too-deep":
                "More than 32 nested levels of lists and maps.",
                "Write it with fewer levels; no definition needs as many.";
            YamlTooMuch = "yaml-too-much":
                "The file holds too much: at most 150,000 texts, or some 12,000 items.",
                "Split it into several checklists.";
            YamlAnchor = "yaml-anchor":
                "Anchors (`&name`) and aliases (`*name`) are not read, so that a file is no larger in memory than on the disk.",
                "Write the value out where it is needed.";
            YamlTag = "yaml-tag":
                "Tags (`!name`) are not read.",
                "Leave it out.";
            YamlMergeKey = "yaml-merge-key":
                "The merge key `<<` is not read.",
                "Write the values out where they are needed.";
            YamlSecondDocument = "yaml-second-document":
                "A second document in one file. One file holds one playbook or checklist.",
                "Leave out the `---`, or split the file.";
            YamlDirective = "yaml-directive":
                "Directives (`%YAML`) are not read.",
                "Leave it out.";
            YamlKeyNotText = "yaml-key-not-text":
                "A key is a list or a map, and not text.",
                "Write a text before the `:`.";
            YamlOther = "yaml-other":
                "This is not YAML.",
                "Compare the place with a file that works, such as one that `gonogo init` writes.";
            RolloutNoPhase = "rollout-no-phase":
                "A rollout or monitoring names no phase, and none has the usual name, so no gate would wait for it.",
                "Name the phase whose gate waits: `phase: …`.";
            RolloutOnDemand = "rollout-on-demand":
                "The named phase is entered on demand, so its gate would not wait for this.",
                "Name a phase on the path of a release.";
            RolloutNotYetAsked = "rollout-not-yet-asked":
                "A criterion of a stage is asked only after the rollout, or only on demand.",
                "Name items of the rollout's phase, or of one before it.";
            RolloutNobodyDecides = "rollout-nobody-decides":
                "No role decides whether the rollout continues after a stage.",
                "Give the stage `roles`, or the rollout `roles` for all stages.";
            RolloutLessTraffic = "rollout-less-traffic":
                "A stage can have less traffic than the one before.",
                "Raise its `traffic`, or change the order of the stages.";
            RolloutNotAllTraffic = "rollout-not-all-traffic":
                "A strategy can end with less than all of the traffic.",
                "Write `traffic: 100` for its last stage, or add such a stage.";
            RolloutNeverMarked = "rollout-never-marked":
                "A strategy never reaches the milestone at which monitoring starts, so the windows would never begin.",
                "Add `marks` with that milestone to its last stage.";
            RolloutNoChoice = "rollout-no-choice":
                "Some releases fit none of the choices of a strategy.",
                "End with a choice without facts for all: `{strategy: …}`.";
            RolloutOneLimit = "rollout-one-limit":
                "A rule needs exactly one of `above`, `above-baseline`, `below` and `below-baseline`.",
                "Write one limit per rule, and a second rule for a second limit.";
            RolloutUnknownPlaceholder = "rollout-unknown-placeholder":
                "A query has a placeholder that nothing fills.",
                "Use `{{version}}` or `{{candidate}}`.";
            RolloutUnquotedPlaceholder = "rollout-unquoted-placeholder":
                "A placeholder is outside quotes in a query, where its value could change what the query asks.",
                "Put it into quotes, such as `{version=\"{{version}}\"}`. Backticks do not escape.";
            RolloutOutOfOrder = "rollout-out-of-order":
                "A monitoring window begins before the one above it.",
                "Put the windows in the order in which they begin.";
            OffPathNoPhase = "off-path-no-phase":
                "The playbook has a `rollback`, but no phase on demand, so a rollback would ask for nothing.",
                "Give the phase of the rollback `on-demand: true`, or leave `rollback` out.";
            OffPathOnPath = "off-path-on-path":
                "The phase of the rollback is on the path of every release, so a rollback cannot enter it.",
                "Name a phase with `on-demand: true`.";
            OffPathNeverEntered = "off-path-never-entered":
                "A phase is on demand, and nothing enters it.",
                "Name it under `rollback` with `phase: …`, or remove `on-demand`.";
            OffPathNeverReached = "off-path-never-reached":
                "Releases of a type may never reach the milestone that the rollback waits for, so they could never be rolled back.",
                "Let an item that all of them are asked mark it, whatever the facts.";
            OffPathAsksNothing = "off-path-asks-nothing":
                "The rollback of a type may have no items, and its gate polls no role.",
                "Give the gate of the phase a `poll`, or the type a checklist in it.";
            OffPathReservedPhase = "off-path-reserved-phase":
                "A phase has a name that records use for duties of incidents.",
                "Choose another name.";
            OffPathReservedChecklist = "off-path-reserved-checklist":
                "A checklist has a name that records use for items that a release adds.",
                "Choose another name.";
            OffPathInPhase = "off-path-in-phase":
                "A checklist opens with an incident, and a phase takes items from it too.",
                "List it in one place, and move the other items to a checklist of their own.";
            OffPathDutyOnPath = "off-path-duty-on-path":
                "A duty of incidents names a phase on the path of every release.",
                "Leave `phase` out, or name the phase of the rollback for what its gate waits for.";
            OffPathSameName = "off-path-same-name":
                "Two duties would have the same name in an incident, which has only the last part of it.",
                "Give one of them another `id`.";
            OffPathNobodysDuty = "off-path-nobodys-duty":
                "A duty has no role that does it.",
                "Give the item, the section or the checklist `roles`.";
            OffPathMarkingDuty = "off-path-marking-duty":
                "A duty marks a milestone, but a release may have many incidents, or none.",
                "Remove `marks`.";
            OffPathUnplannedDuty = "off-path-unplanned-duty":
                "A duty of incidents has a `due` or a `fresh`. No one plans an incident, and no gate asks for its duties.",
                "Leave the key out.";
            OffPathSeverityOfItem = "off-path-severity-of-item":
                "An item that is no duty of incidents has `from-severity`.",
                "Remove it from the item and its section.";
        }
        Suggestion {
            LongList = "long-list":
                "A section has more than nine items. People lose their place in a long list, and begin to tick without looking.",
                "Split it where people pause anyway.";
            NoRole = "no-role":
                "No role answers for an item, so anyone may sign it, and no one has to.",
                "Give the item, the section or the checklist `roles`.";
            NoVerb = "no-verb":
                "The text of an item names a thing, and not what to do with it. Judged by form and in English; in doubt nothing is said.",
                "Say what is done or verified: \"Complete the …\", \"… is reviewed\".";
            SameTextElsewhere = "same-text-elsewhere":
                "An item of another checklist asks for the same.",
                "Ask once, or say what is different.";
            KillerWithoutEvidence = "killer-without-evidence":
                "A killer item can never be waived, but its sign-off shows nothing.",
                "Add `evidence: required`.";
            BoundDuty = "bound-duty":
                "The sign-off of a duty is bound to the candidate, so it goes stale with the hotfix that ends the incident.",
                "Leave `bound` out, unless it is to be done again for every candidate.";
            NoGoFirst = "no-go-first":
                "A no-go rule has a limit that is reached before that of a milder rule of the same metric.",
                "Give the milder rule a stricter limit, or leave it out.";
            CutShort = "cut-short":
                "YAML takes the rest of a text for a comment, because a ` #` stands before it.",
                "Quote the whole text, or put a space after the `#` of a comment.";
            UpperCasePrincipal = "upper-case-principal":
                "A principal in `allowed_signers` has upper-case letters. Addresses are compared in lower case, so it matches no one.",
                "Write the address in lower case.";
            Unused = "unused":
                "Nothing uses a role, fact, list or metric.",
                "Use it, or leave it out.";
            UselessAlias = "useless-alias":
                "An alias means another role already.",
                "Leave it out, or name another.";
            NoPoll = "no-poll":
                "No role is polled at a gate, so it opens by itself.",
                "Add a `poll`, or leave `gate` out when the items alone decide.";
            EmptyGate = "empty-gate":
                "A type has nothing to do in a phase, so its gate polls no role.",
                "Leave it so, or give the type a `poll` for the phase.";
            NothingInOrder = "nothing-in-order":
                "A section of one item is to be signed in order.",
                "Leave `in-order` out, or add the items that come before.";
            UnboundGate = "unbound-gate":
                "A respin asks for the calls at a gate again, though no item of its phase or before is bound to the candidate.",
                "Add `bound: release` to the gate, when its decision outlives the candidate.";
            NeverChosen = "never-chosen":
                "A choice of a strategy is never used, because earlier ones match all that it matches.",
                "Put it before them, or leave it out.";
            NeverMarked = "never-marked":
                "An item waits for a milestone that nothing marks, so it is asked at once.",
                "Remove `after`, or let an item or a stage mark it.";
            WaitsForLater = "waits-for-later":
                "An item waits for a milestone that is reached only after the gate which waits for the item.",
                "Move the item to the later phase, or remove `after`.";
            RarelyApplies = "rarely-applies":
                "Nearly all past releases answered an item with \"not applicable\". Found with `gonogo lint --records`.",
                "Give it a `when` that says in which releases it applies, or drop it.";
        }
    }
}
