//! Where a playbook says that its records are shared.

/// Through which branch of which remote records are shared; what is left out is that of the branch which is checked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// The name of the remote, such as `origin`.
    pub remote: Option<String>,
    /// The name of the branch there, such as `gonogo`.
    pub branch: Option<String>,
}

/// Tells whether a word can name a branch or a remote, and nothing else.
pub fn is_name(word: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    !word.starts_with(['-', '+'])
        && !word.contains(is_odd)
        && !word.contains("..")
        && !word.contains("@{")
        && word != "@"
        && !word.ends_with('.')
        && word.split('/').all(is_part)
}

/// Returns the branch that is meant by a name that says where it is as well, such as `origin/main` or `refs/heads/main`: a
/// branch of such a name would be made.
pub(crate) fn branch_meant<'w>(word: &'w str, remote: &str) -> Option<&'w str> {
    let of_remote = |word: &'w str| word.strip_prefix(remote)?.strip_prefix('/');
    word.strip_prefix("refs/heads/")
        .or_else(|| of_remote(word.strip_prefix("refs/remotes/").unwrap_or(word)))
        .filter(|branch| !branch.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_says_where_the_branch_is_names_none() {
        for (word, expected) in [
            ("main", None),
            ("release/2.4", None),
            ("originals/x", None),
            ("origin/main", Some("main")),
            ("origin/release/2.4", Some("release/2.4")),
            ("refs/heads/main", Some("main")),
            ("refs/remotes/origin/main", Some("main")),
        ] {
            assert_eq!(branch_meant(word, "origin"), expected, "{word}");
        }
    }

    #[test]
    fn names_of_branches_and_remotes_are_nothing_else() {
        for name in ["main", "origin", "release/2.4", "gonogo", "a-b_c", "ü"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "-x",
            "--upload-pack=x",
            "+main",
            "a..b",
            "a b",
            "a:b",
            "a~1",
            "a^",
            "@",
            "a@{1}",
            "/a",
            "a/",
            "a//b",
            ".a",
            "a/.b",
            "a.lock",
            "a.",
            "a\u{7}",
            "a*",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }
}
