//! The message of a commit, read as Conventional Commits 1.0.0 and `git interpret-trailers` read it.

/// What a message says.
pub(super) struct Message<'m> {
    /// The first line; without the token when that is a `BREAKING CHANGE` itself.
    pub(super) subject: &'m str,
    /// The first line in its parts, when it follows the convention.
    pub(super) head: Option<Head<'m>>,
    /// The texts of the `BREAKING CHANGE` footers, each on one line.
    pub(super) breaking: Vec<String>,
}

impl<'m> Message<'m> {
    pub(super) fn read(message: &'m str) -> Self {
        let first = message.lines().next().unwrap_or_default().trim();
        Self {
            subject: breaking_token(first).unwrap_or(first),
            head: Head::of(first),
            breaking: breaking_texts(message),
        }
    }
}

/// The first line of a commit that follows the convention: `type(scope)!: description`.
pub(super) struct Head<'s> {
    pub(super) kind: &'s str,
    pub(super) scope: Option<&'s str>,
    pub(super) bang: bool,
    pub(super) description: &'s str,
}

impl<'s> Head<'s> {
    pub(super) fn of(subject: &'s str) -> Option<Self> {
        let (head, description) = subject.split_once(": ")?;
        let (head, bang) = head
            .strip_suffix('!')
            .map_or((head, false), |head| (head, true));
        let (kind, scope) = match head.split_once('(') {
            Some((kind, scope)) => (kind, Some(scope.strip_suffix(')')?)),
            None => (head, None),
        };
        let is_word = !kind.is_empty()
            && kind
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let is_scope =
            scope.is_none_or(|scope| !scope.trim().is_empty() && !scope.contains(['(', ')']));
        let description = description.trim();
        let is_break = kind == "BREAKING-CHANGE";
        (is_word && is_scope && !is_break && !description.is_empty()).then_some(Self {
            kind,
            scope: scope.map(str::trim),
            bang,
            description,
        })
    }
}

/// Returns the message that a merge carries: behind the line that git or a forge writes about the merge itself, where
/// there is one, the title and text of the pull request.
pub(super) fn of_merge(message: &str) -> &str {
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    // Azure DevOps: `Merged PR 12: title`.
    if let Some((_, title)) = first
        .strip_prefix("Merged PR ")
        .and_then(|rest| rest.split_once(": "))
    {
        return &message[first.len() - title.len()..];
    }
    let is_about_the_merge = [
        "Merge pull request ",
        "Merge branch ",
        "Merge branches ",
        "Merge commit ",
        "Merge commits ",
        "Merge remote-tracking branch ",
        "Merge tag ",
        "Merged in ",
    ]
    .iter()
    .any(|start| first.starts_with(start));
    if is_about_the_merge {
        rest.trim_start()
    } else {
        message
    }
}

/// Returns a title without the number of its pull request behind it: ` (#12)`, or ` (!12)`.
pub(super) fn without_number(title: &str) -> &str {
    let number = title
        .strip_suffix(')')
        .and_then(|title| title.rsplit_once(" ("))
        .filter(|(_, number)| {
            let digits = number.strip_prefix(['#', '!']).unwrap_or_default();
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        });
    number.map_or(title, |(title, _)| title)
}

/// Returns the text of each `BREAKING CHANGE` footer: it may begin on the next line and run over paragraphs; the next
/// footer ends it.
fn breaking_texts(message: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in message.lines() {
        if let Some(first) = breaking_token(line) {
            texts.push(first.to_owned());
            is_open = true;
        } else if ends_text(line) {
            is_open = false;
        } else if let Some(text) = texts.last_mut().filter(|_| is_open) {
            let line = line.trim();
            if !text.is_empty() && !line.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}

/// Returns the beginning of the text, when the line begins a `BREAKING CHANGE` footer.
fn breaking_token(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("BREAKING CHANGE")
        .or_else(|| line.strip_prefix("BREAKING-CHANGE"))?;
    let text = value(rest.trim_end())?;
    Some(text.trim())
}

/// Returns the value behind a footer's token: after `:` and a space, or from `#` on, which stands behind a space.
fn value(rest: &str) -> Option<&str> {
    match rest.strip_prefix(':') {
        Some(text) => (text.is_empty() || text.starts_with(char::is_whitespace)).then_some(text),
        None => rest
            .starts_with(" #")
            .then(|| &rest[1..])
            .filter(|text| text.len() > 1),
    }
}

/// Tells whether a line ends the text of a footer: another footer, what git or a forge adds behind it, or the next
/// commit of those that GitHub squashes.
fn ends_text(line: &str) -> bool {
    footer(line).is_some()
        || line.starts_with("(cherry picked from commit ")
        || line.starts_with("See merge request ")
        || line.starts_with("---")
        || line.strip_prefix("* ").and_then(Head::of).is_some()
}

/// Returns the token and the value of a line that begins a footer.
pub(super) fn footer(line: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let rest = line.trim_start_matches(is_part);
    let token = &line[..line.len() - rest.len()];
    if !token.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    // git allows spaces before the colon.
    let spaced = rest.trim_start_matches(' ');
    let rest = if spaced.starts_with(':') {
        spaced
    } else {
        rest
    };
    let value = value(rest.trim_end()).filter(|value| !value.is_empty())?;
    Some((token, value.trim()))
}
