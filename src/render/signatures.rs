//! How many events of a release are signed, and which signatures prove nothing, for people.

use crate::domain::event::{Event, headline};
use crate::domain::rules::signed;
use crate::domain::state::Release;

/// Returns how many signatures there are of each standing; nothing when nothing is signed, and nothing has to be.
pub(crate) fn counts(release: &Release) -> Option<String> {
    let mut counts = [("verified", 0), ("unverified", 0), ("refused", 0)];
    for event in signed::told(release) {
        let word = release.standing(event).word();
        for (known, count) in &mut counts {
            *count += usize::from(*known == word);
        }
    }
    if counts.iter().all(|(_, count)| *count == 0) {
        return None;
    }
    let counts = counts.map(|(word, count)| format!("{count} {word}"));
    Some(counts.join(", "))
}

/// Returns [`counts`] on a line of its own; nothing when nothing is signed, and nothing has to be.
pub(crate) fn summary(release: &Release) -> String {
    counts(release).map_or_else(String::new, |counts| format!("signatures: {counts}\n"))
}

/// Says which events have to be signed and are not verified, and which signatures prove nothing: as [`signed::doubts`], without
/// addresses, for documents that others read.
pub(super) fn doubts(release: &Release) -> Vec<String> {
    let brief = |event: &Event| format!("{}, {}", headline(&event.kind), event.who());
    let demanded = signed::unproven(release).into_iter().map(|unproven| {
        let (standing, effect) = (unproven.standing.word(), unproven.effect.word());
        let claim = unproven.claim().map(|claim| format!(", {claim}"));
        let claim = claim.unwrap_or_default();
        format!("{}: {standing}{claim}; it {effect}", brief(unproven.event))
    });
    let freely = signed::refused_freely(release).into_iter();
    let freely = freely.map(|event| format!("{}: refused; it needs no signature", brief(event)));
    demanded.chain(freely).collect()
}
