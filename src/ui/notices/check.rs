//! What the walk says of the check of an item.

use crate::domain::rules::checks::Shown;
use crate::style::OutputStyle;
use crate::ui::text_buffer::Sheet;
use crate::walk::question::Notice;

pub(super) fn notice(sheet: &mut Sheet, notice: &Notice<'_>) {
    match notice {
        Notice::Checking(check) => sheet.under("  ", &format!("checking: {}", check.line())),
        Notice::Checked(Shown::Passed(evidence)) => {
            sheet.painted(OutputStyle::good, "  ", "the check passed:");
            for line in evidence.lines() {
                sheet.under("    ", line);
            }
            sheet.under("  ", "will be saved when you sign");
        }
        Notice::Checked(Shown::Failed(why)) => {
            sheet.painted(OutputStyle::bad, "  ", &format!("the check failed: {why}"));
        }
        Notice::NotChecked(why) => {
            sheet.painted(OutputStyle::waiting, "  ", &format!("not checked: {why}"));
        }
        Notice::Outdated => sheet.painted(
            OutputStyle::waiting,
            "  ",
            "the candidate or the item changed since the check: its evidence is not kept",
        ),
        _ => {}
    }
}
