//! Tells at a glance whether a release has ended, so that a command need not read the whole past to find the open one.
//!
//! Nothing is verified here: whoever acts on a release reads its record whole.

/// What a record looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// Nothing has closed it.
    Open,
    /// It was closed, and no rollback has opened it again.
    Closed,
    /// Only replaying it can tell.
    Unclear,
}

/// What follows the events of the release. No text of a record can look like it, since quotes are escaped there.
const NEXT_BLOCK: &str = "\n[policy]\nseparation = \"";

/// How an end begins.
const END: &str = "\n[[release.event]]\nkind = \"closed\"\n";

/// The kind of event that opens a release again.
const BEGUN: &str = "rollback-begun";

impl Glance {
    /// Returns what the text of a record looks like.
    pub(super) fn of(text: &str) -> Self {
        // Whatever is spelled in another way than ours is not known here.
        let Some((release, _)) = text.split_once(NEXT_BLOCK) else {
            return Self::Unclear;
        };
        if !release.contains("closed") && !release.contains("\\u") {
            Self::Open
        } else if release.contains(END) && !text.contains(BEGUN) {
            Self::Closed
        } else {
            Self::Unclear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_counts_unless_a_rollback_has_begun() {
        let record = |release: &str, rest: &str| {
            format!("format = 1\n\n[release]\n{release}{NEXT_BLOCK}warn\"\n{rest}")
        };
        let end = "\n[[release.event]]\nkind = \"closed\"\nat = ";
        let begun = "\n[[rollback.event]]\nkind = \"rollback-begun\"\n";
        for (release, rest, glance) in [
            ("version = \"1.0.0\"", "", Glance::Open),
            ("version = \"1.0.0\"", begun, Glance::Open),
            ("version = \"1.0.0\"", end, Glance::Open),
            (end, "", Glance::Closed),
            (end, begun, Glance::Unclear),
            ("\n[[release.event]]\nkind='closed'\n", "", Glance::Unclear),
            (
                "\n[[release.event]]\nkind = \"clos\\u0065d\"\n",
                "",
                Glance::Unclear,
            ),
            ("reason = \"we closed the port\"\n", "", Glance::Unclear),
        ] {
            assert_eq!(
                Glance::of(&record(release, rest)),
                glance,
                "{release}{rest}"
            );
        }
        assert_eq!(Glance::of(""), Glance::Unclear);
        assert_eq!(Glance::of(end), Glance::Unclear);
    }
}
