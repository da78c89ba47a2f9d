//! How many events of a release are signed, for people.

use crate::domain::rules::signed;
use crate::domain::state::Release;

/// Returns how many signatures there are of each standing, on a line; nothing when nothing is signed, and nothing has to be.
pub(crate) fn summary(release: &Release) -> String {
    let mut counts = [("verified", 0), ("unverified", 0), ("refused", 0)];
    for event in signed::told(release) {
        let word = release.standing(event).word();
        for (known, count) in &mut counts {
            *count += usize::from(*known == word);
        }
    }
    if counts.iter().all(|(_, count)| *count == 0) {
        return String::new();
    }
    let counts = counts.map(|(word, count)| format!("{count} {word}"));
    format!("signatures: {}\n", counts.join(", "))
}
