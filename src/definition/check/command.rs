//! The commands that definitions name: for an item, a metric or a stage.

use crate::definition::fault::Fault;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Plain, Text};
use crate::domain::plan::Program;
use crate::domain::plan::check::is_env_name;

/// Checks a command and returns it.
pub(super) fn check(page: &Page<'_>, command: &Placed<raw::Command>) -> Program {
    let raw = &command.value;
    if raw.run.is_none() {
        page.note(command.place, Fault::MissingKey { key: "run" });
    }
    program(page, raw.run.as_ref(), raw.timeout.as_ref(), &raw.env)
}

/// Checks a program and returns it; one that is left out is empty.
pub(super) fn program(
    page: &Page<'_>,
    run: Option<&Placed<Vec<Text>>>,
    timeout: Option<&Placed<Plain>>,
    env: &[Text],
) -> Program {
    if let Some(run) = run {
        let help = "write the program and its arguments as a list";
        page.not_empty(run, "`run`", help);
    }
    let words = run.map_or(&[][..], |run| &run.value);
    Program {
        run: words.iter().map(|word| line(page, "run", word)).collect(),
        timeout: page.duration(timeout, 1),
        env: names(page, env),
    }
}

/// Returns a text of a list, without touching the blanks around it, after noting what is wrong with it.
fn line(page: &Page<'_>, key: &'static str, word: &Text) -> String {
    page.line(word.place, key, Some(word));
    word.value.clone()
}

/// Returns the names of environment variables, once each; notes what is none, and what no program is given.
fn names(page: &Page<'_>, env: &[Text]) -> Vec<String> {
    let is_good = |name: &&Text| {
        let is_good = is_env_name(&name.value);
        if !is_good && !name.value.is_empty() {
            let fault = Fault::NotA {
                what: "an environment variable that a program can be given",
                text: name.value.clone(),
                help: "write a name such as `KUBECONFIG`; those of gonogo itself are kept from programs",
            };
            page.note(name.place, fault);
        }
        is_good
    };
    let known: Vec<Text> = env.iter().filter(is_good).cloned().collect();
    let names = page.all_known(&known, "environment variable", None);
    names.into_iter().map(str::to_owned).collect()
}
