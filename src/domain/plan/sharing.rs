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

#[cfg(test)]
mod tests {
    use super::*;

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
