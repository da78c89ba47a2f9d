//! Asks for the passphrase of a key at the terminal, unseen.

use console::Term;

/// Tells whether somebody can be asked.
pub(crate) fn can_ask() -> bool {
    Term::stderr().is_term()
}

/// Asks for the passphrase of the key in a file; `None` without a terminal, or when nothing was typed.
pub(crate) fn ask(path: &str) -> Option<String> {
    let terminal = Term::stderr();
    if !terminal.is_term() {
        return None;
    }
    terminal
        .write_str(&format!("Passphrase of the key {path}: "))
        .ok()?;
    let typed = terminal.read_secure_line().ok()?;
    (!typed.is_empty()).then_some(typed)
}
