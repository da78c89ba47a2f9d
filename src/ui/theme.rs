//! How dialoguer's own prompts look: plain, with the question above and a mark before what is typed.

use std::fmt;

use dialoguer::theme::Theme;

use crate::domain::text::yes_or_no;

/// What stands before a text that is being typed.
pub(super) const INPUT_MARK: &str = "  > ";

/// How dialoguer's prompts look here: the question stands above.
pub(super) struct Plain;

impl Theme for Plain {
    fn format_confirm_prompt(
        &self,
        f: &mut dyn fmt::Write,
        _prompt: &str,
        _default: Option<bool>,
    ) -> fmt::Result {
        write!(f, "  [y/N] ")
    }

    fn format_confirm_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        _prompt: &str,
        selection: Option<bool>,
    ) -> fmt::Result {
        write!(f, "  {}", yes_or_no(selection == Some(true)))
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
