//! How dialoguer's own prompts look: plain, with the question above and a mark before what is typed.

use std::fmt;

use dialoguer::theme::Theme;

/// What stands before a text that is being typed.
pub(super) const INPUT_MARK: &str = "  > ";

/// How dialoguer's prompts look here: the question stands above, the input after a `>`.
pub(super) struct Plain;

impl Theme for Plain {
    fn format_input_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        _default: Option<&str>,
    ) -> fmt::Result {
        write!(f, "{prompt}{INPUT_MARK}")
    }

    fn format_select_prompt_item(
        &self,
        f: &mut dyn fmt::Write,
        text: &str,
        active: bool,
    ) -> fmt::Result {
        write!(f, "{} {text}", if active { ">" } else { " " })
    }
}
