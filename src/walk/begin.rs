//! The one question of a release that has no record yet: its type. Its facts are asked once the record is open.

use super::{Prompter, Stop};
use crate::domain::id::TypeId;
use crate::domain::plan::library::ReleaseType;

/// Asks for the type of a release; the only one there is needs no question. `None` when the person quits, and then
/// nothing begins.
///
/// # Errors
///
/// When no answer comes.
pub(crate) fn ask_type(
    types: &[ReleaseType],
    prompter: &mut dyn Prompter,
) -> Result<Option<TypeId>, Stop> {
    if let [only] = types {
        return Ok(Some(only.id.clone()));
    }
    let label = |kind: &ReleaseType| match &kind.help {
        Some(help) => format!("{}: {help}", kind.title),
        None => kind.title.clone(),
    };
    let labels: Vec<String> = types.iter().map(label).collect();
    let picked = prompter.pick("What type of release is it?", &labels)?;
    Ok(picked
        .and_then(|place| types.get(place))
        .map(|kind| kind.id.clone()))
}
