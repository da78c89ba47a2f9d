use super::*;

#[test]
fn a_key_is_a_path_or_a_public_key_as_git_has_it() {
    for (text, is_key) in [
        ("ssh-ed25519 AAAA", true),
        ("sk-ssh-ed25519@openssh.com AAAA x", true),
        ("ssh-keys/mine", false),
        ("ssh-ed25519", false),
        ("~/.ssh/id", false),
    ] {
        assert_eq!(looks_like_key(text), is_key, "{text}");
    }
    let home = Some(Path::new("/home/ada"));
    for (text, expected) in [
        ("~/.ssh/id", "/home/ada/.ssh/id"),
        ("keys/id", "/work/keys/id"),
        ("/etc/id", "/etc/id"),
    ] {
        assert_eq!(at(text, Path::new("/work"), home), Path::new(expected));
    }
}
