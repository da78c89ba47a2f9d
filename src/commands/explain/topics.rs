//! What is good to know beside the commands, and belongs to none of them.

use std::fmt::Write as _;

use clap::{Command, ValueEnum as _};
use serde::Serialize;

use crate::commands::args::Format;

/// The exit codes, as help and the topic list them.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    done, or the verdict is GO
  1    the verdict is NO-GO, or a rule said no
  2    could not be evaluated: usage, bad YAML, bad or missing record, no terminal for a prompt
  3    environment: disk, lock, internal fault
  4    trust: a broken chain, a bad signature, or a plan changed outside of gonogo
  8    the verdict is HOLD: something is outstanding
  130  interrupted; every answer confirmed before is in the record
";

/// The name of the topic that a number leads to.
pub(super) const EXIT_CODES_TOPIC: &str = "exit-codes";

const MORE_EXIT_CODES: &str = "
129, 131 and 143: ended by SIGHUP, SIGQUIT or SIGTERM; as 130.
When several apply, the first of 3, 2, 4, 1, 8, 0 counts.

In a pipeline, a job that fails on any code but 0 deploys at GO only. A job that is allowed to fail on 8
lets what depends on it run on HOLD.
";

const ENVIRONMENT: &str = "\
Where things are, and who acts. An option on the command line counts before its variable, and a
variable that is empty counts as not set:
  GONOGO_CHECKLISTS            folder with the checklists (--checklists)
  GONOGO_RELEASES              folder with the records (--releases)
  GONOGO_RELEASE               version of the release (-r)
  GONOGO_BY                    who acts, as \"Name <email>\" (--by); else git's user.name and user.email
  GONOGO_KEY                   key that signs what you say (--key); else git's, once something has to be signed
  SSH_AUTH_SOCK, SSH_ASKPASS   the agent that has keys, and what asks for a passphrase without a terminal

What a terminal shows:
  NO_COLOR                     set: no colour (--color)
  CLICOLOR, CLICOLOR_FORCE     0: no colour; set to anything but 0: colour also without a terminal
  TERM                         dumb, or not set: no colour, and questions in plain lines
  COLUMNS                      width, where the terminal does not say it
  LC_ALL, LC_CTYPE, LANG       whether characters beyond ASCII are shown
  ACCESSIBLE, GONOGO_ACCESSIBLE
                               anything but 0, false or no: questions in plain lines (--accessible)
  VISUAL, EDITOR               editor of long texts; else vi

Metrics from Prometheus:
  GONOGO_PROMETHEUS            address of the server (--prometheus)
  GONOGO_PROMETHEUS_TOKEN      bearer token
  GONOGO_PROMETHEUS_USER, GONOGO_PROMETHEUS_PASSWORD
                               basic authentication
  GONOGO_PROMETHEUS_CA         file with certificates to trust

Checks of items:
  GONOGO_HTTP_CA               file with certificates to trust when a check asks an address

What programs of a playbook are given: PATH, HOME, USER, LOGNAME, LANG, LC_*, TZ, TERM, TMPDIR, CI, what their `env` lists,
and what they are told; never the secrets above:
  GONOGO_VERSION, GONOGO_CANDIDATE
                               the release
  GONOGO_STAGE, GONOGO_TRAFFIC the stage of the rollout
  GONOGO_METRIC                the metric to print

What others set:
  GITHUB_OUTPUT, GITHUB_STEP_SUMMARY
                               files of a GitHub runner that `gate --format github` adds to
  GONOGO_COMPLETE              set by a shell that asks for completions
";

const FILES: &str = "\
Yours, in git:
  checklists/playbook.yaml     roles, facts, phases, gates, rollout, monitoring, incidents
  checklists/**/*.yaml         one checklist a file; its id is its path
  checklists/allowed_signers   whose keys count, as `ssh-keygen -Y verify` reads it
  checklists/revoked_keys      keys that count no more: public keys, or a list of `ssh-keygen -k`
  releases/VERSION.toml        the record of a release: its plan, and every event

Beside them, not in git:
  releases/.gonogo/VERSION.lock
                               locked while the record is written; an unlocked one means nothing
  releases/.VERSION.toml.new   a record before it is renamed into place; never read

Checklists are looked for in --checklists, GONOGO_CHECKLISTS, then checklists/ with a playbook here or in
a parent folder, up to the top of the git repository; else those in the program are used.
Records are looked for in --releases, GONOGO_RELEASES, then releases/ here or in a parent folder, up to
the top of the git repository, which is also where the first record makes it.

Nothing is written outside of these folders, but for files that you name (`init`, `import`, `metrics -o`, `man`).
";

/// Something that is good to know.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Topic {
    /// The name, as on the command line.
    pub(super) name: &'static str,
    /// What it is about, in a few words.
    pub(super) about: &'static str,
    /// All of it, in lines.
    pub(super) text: String,
}

/// Returns the topics. Which command prints which form is taken from the command line as it is.
pub(super) fn topics(grammar: &Command) -> Vec<Topic> {
    let topic = |name, about, text| Topic { name, about, text };
    vec![
        topic(
            "environment",
            "Variables of the environment",
            ENVIRONMENT.to_owned(),
        ),
        topic("formats", "Forms of output", formats(grammar)),
        topic("files", "Files and folders", FILES.to_owned()),
        topic(
            EXIT_CODES_TOPIC,
            "Exit codes",
            format!("{EXIT_CODES}{MORE_EXIT_CODES}"),
        ),
    ]
}

fn formats(grammar: &Command) -> String {
    let mut text = "`--format FORM` says how a command prints its data; `--json` is short for `--format json`:\n".to_owned();
    for form in Format::value_variants() {
        let Some(value) = form.to_possible_value() else {
            continue;
        };
        let help = value.get_help().map(ToString::to_string);
        let _ = writeln!(
            text,
            "  {:<13}{}",
            value.get_name(),
            help.unwrap_or_default()
        );
    }
    let mut commands = Vec::new();
    printing(grammar, "", &mut commands);
    // Commands with the same forms stand together.
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (command, forms) in commands {
        match groups.iter_mut().find(|group| group.0 == forms) {
            Some(group) => group.1.push(command),
            None => groups.push((forms, vec![command])),
        }
    }
    for (forms, commands) in groups {
        let commands = commands.join(", ");
        let _ = writeln!(text, "\n{forms}:");
        for line in textwrap::wrap(
            &commands,
            textwrap::Options::new(98)
                .initial_indent("  ")
                .subsequent_indent("  "),
        ) {
            let _ = writeln!(text, "{line}");
        }
    }
    text.push_str(
        "\nThe first form is the default. The schemas of the JSON are in docs/schema; those of the files are printed by\n\
        `gonogo schema`.\n",
    );
    text
}

/// Adds every command that prints data, with its forms.
fn printing(command: &Command, path: &str, found: &mut Vec<(String, String)>) {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name());
        let option = below
            .get_arguments()
            .find(|argument| argument.get_id() == "format");
        if let Some(option) = option {
            let forms = option.get_possible_values();
            let forms: Vec<&str> = forms
                .iter()
                .map(clap::builder::PossibleValue::get_name)
                .collect();
            found.push((path.trim().to_owned(), forms.join(", ")));
        }
        printing(below, &path, found);
    }
}
