//! Hostile text, read back with a real Markdown parser.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::{code, escape, one_line, prose};

/// Every extension that some host of release notes has, but for those that change how plain text is drawn.
fn options() -> Options {
    Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_SUPERSCRIPT
        - Options::ENABLE_SUBSCRIPT
}

/// Returns the text that a reader sees, or the first thing that is more than a paragraph of text.
fn plain_text(markdown: &str) -> Result<String, String> {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(part) => text.push_str(&part),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            other => return Err(format!("{other:?}")),
        }
    }
    Ok(text)
}

/// Checks that Markdown holds only what `prose` keeps, and returns what is wrong otherwise.
fn check_prose(markdown: &str) -> Result<(), String> {
    let mut text = String::new();
    let mut in_code = false;
    for event in Parser::new_ext(markdown, options()) {
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.starts_with("https://") => {
                return Err(format!("{event:?}"));
            }
            Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented)) => {
                return Err(format!("{event:?}"));
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. }) => in_code = true,
            Event::End(TagEnd::CodeBlock | TagEnd::Link) => in_code = false,
            Event::Start(
                Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong,
            ) => {}
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item)
            | Event::SoftBreak
            | Event::Code(_) => text.push('\n'),
            Event::Text(part) if !in_code => text.push_str(part),
            Event::Text(_) => text.push('\n'),
            _ => return Err(format!("{event:?}")),
        }
    }
    check_inert(&text)?;
    check_lines(markdown)
}

/// Returns what a reader sees, as events, whatever was escaped for it.
fn shown(markdown: &str) -> Vec<Event<'_>> {
    TextMergeStream::new(Parser::new_ext(markdown, options())).collect()
}

/// Checks that GitHub would find no mention or reference in a text.
fn check_inert(text: &str) -> Result<(), String> {
    let chars: Vec<char> = text.chars().collect();
    for pair in chars.windows(2) {
        if (pair[0] == '@' && pair[1].is_alphanumeric())
            || (pair[0] == '#' && pair[1].is_ascii_digit())
        {
            return Err(format!("a mention or a reference in {text:?}"));
        }
    }
    Ok(())
}

/// Checks that a CI runner would find no command in the lines.
fn check_lines(markdown: &str) -> Result<(), String> {
    match markdown
        .lines()
        .find(|line| line.trim_start().starts_with("::") || line.contains("##["))
    {
        Some(line) => Err(format!("a workflow command in {line:?}")),
        None => Ok(()),
    }
}

/// Checks one text against every promise of this module.
fn check(text: &str) -> Result<(), String> {
    let escaped = escape(text);
    for (prefix, suffix) in [
        ("", ""),
        ("- ", ""),
        ("a ", " b"),
        ("- **", "** x"),
        ("| a | ", " |"),
    ] {
        if (prefix, suffix) == ("", "") {
            let seen = plain_text(&escaped)?.replace('\u{200b}', "");
            if seen != one_line(text) {
                return Err(format!("{escaped:?} shows {seen:?}"));
            }
        }
        check_prose(&format!("{prefix}{escaped}{suffix}"))?;
    }
    if escaped.contains('\n') {
        return Err(format!("{escaped:?} has two lines"));
    }
    let kept = prose(text);
    check_prose(&kept).map_err(|wrong| format!("prose {kept:?}: {wrong}"))?;
    if shown(&prose(&kept)) != shown(&kept) {
        return Err(format!("prose {kept:?} became {:?}", prose(&kept)));
    }
    let again = prose(&escaped);
    let seen = plain_text(&again)?.replace('\u{200b}', "");
    if seen != one_line(text) {
        return Err(format!("escaped prose {again:?} shows {seen:?}"));
    }
    check_prose(&format!("a {} b", code(text)))
}

const CORPUS: &[&str] = &[
    "+ *- ",
    "- *-",
    "- - -",
    "* - _",
    "- -",
    "+ ---",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<!-- hidden",
    "<details><summary>x</summary>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,AAAA)",
    "](javascript:alert(1))",
    "![x](https://tracker.example/p.png)",
    "\\![x](https://tracker.example/p.png)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[^1]\n\n[^1]: note",
    "<javascript:alert(1)>",
    "<mailto:a@b.example>",
    "https://github.com@evil.example/",
    "www.evil.example http://evil.example xmpp:a@b.example",
    "ping @team and @Team-x/y, \\@team, &#64;team, &commat;team",
    "see #123, \\#123, GH-123, octo/repo#1, &#35;123",
    "::error::owned",
    "- ::error::owned",
    "x\n::stop-commands::abc",
    "```\n::error::owned\n##[group]x\n```",
    "##[error]x and `##[error]`",
    "a | b\n--|--\n1 | 2",
    "a\n:-:",
    "|a|\n|-|",
    "```\nfence\n```\n# breakout",
    "```\nunclosed\n# heading",
    "~~~\n```\n~~~\n# x",
    "````\n```\n# x\n````",
    "# heading",
    "setext\n===",
    "setext\n---",
    "setext\n-",
    "a\n\n---\n\nb",
    "***",
    "_ _ _",
    "- * * *",
    "* * *",
    "- - - x",
    "- # x",
    "- > x",
    "-     code",
    "    indented code",
    "> quote",
    "> [!WARNING]\n> x",
    "- [x] done",
    "1. a\n7. b",
    "text\n7. not a list",
    "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n            - g\n              - h",
    "- a\n\n      code?",
    "1986\\. A great year",
    "\\- x",
    "1\\. x",
    "a\\",
    "a  \nb",
    "$x$ $$y$$ $`z`$",
    "```mermaid\ngraph TD\n```",
    "a ``b` c",
    "`a \\` b`",
    "\u{1b}[31mred\u{1b}[0m \u{202e}evil\u{2066} \u{9b}31m",
    "nul\0 bell\u{7}",
    "line\u{2028}separator",
    "\r# carriage",
    "---\ntitle: x\n---",
    "+++\nx\n+++",
    ": definition",
    "term\n: definition",
    "{#id .class}",
    "[[wiki]]",
    "~~gone~~",
    "a &lt;b&gt; &copy; & c",
];

#[test]
fn hostile_text_shows_as_text() {
    for text in CORPUS {
        if let Err(wrong) = check(text) {
            panic!("{text:?}: {wrong}");
        }
    }
}

#[test]
fn escaped_text_stays_readable() {
    for (text, escaped) in [
        ("All CI/CD pipelines passing", "All CI/CD pipelines passing"),
        (
            "Code & build: 100 % (99.9 %) — ok?",
            "Code & build: 100 % (99.9 %) — ok?",
        ),
        ("2.4.0-rc.1", "2.4.0-rc.1"),
        ("fetch_url in a\nsecond line", "fetch_url in a second line"),
        ("1. x", "1\\. x"),
        ("- x", "\\- x"),
        ("ask @team about #12", "ask @&#8203;team about \\#&#8203;12"),
        ("https://a.example", "https\\://a.example"),
        ("", ""),
    ] {
        assert_eq!(escape(text), escaped);
    }
}

#[test]
fn prose_keeps_lists_emphasis_code_and_https_links() {
    for text in [
        "A paragraph with *emphasis*, **strong** and `code <b> @x`.\n\nAnother.",
        "- one\n- two\n  - nested\n\n    with a paragraph\n- three",
        "1. first\n2. second\n   - nested\n3. third",
        "Run this:\n\n```sh\nmigrate --all && echo \"<done>\"\n```\n\nThen wait.",
        "See [the guide](https://docs.example/a_b?x=1&y=2) or <https://docs.example/@x>.",
        "Costs 5 € & more",
    ] {
        assert_eq!(prose(text), text);
    }
}

#[test]
fn prose_turns_everything_else_into_text() {
    for (text, kept) in [
        ("see https://a.example/x.", "see <https://a.example/x>."),
        ("* a\n+ b\n2) c", "- a\n- b\n\n2. c"),
        ("# x", "\\# x"),
        ("a\n---", "a\n\\---"),
        ("<b>x</b>", "\\<b>x\\</b>"),
        ("[x](http://a.example)", "\\[x\\](http\\://a.example)"),
        ("[x](javascript:a)", "\\[x\\](javascript:a)"),
        ("  \n\n text \n\n\n more  ", "text\n\nmore"),
        ("```mermaid\nx\n```", "```\nx\n```"),
        ("~~~ sh\na```b\n~~~", "````sh\na```b\n````"),
        ("```\n::error::x\n```", "```\n\\x3a:error::x\n```"),
    ] {
        assert_eq!(prose(text), kept, "{text:?}");
    }
}

#[test]
fn a_code_span_shows_its_text() {
    for (text, span) in [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("", ""),
        ("a\nb", "`a b`"),
    ] {
        assert_eq!(code(text), span);
    }
}

/// What hostile texts are made of.
#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "*", "**", "_", "`", "``", "```", "~~~", "~", "\n", "\n", "\n\n", " ", "  ", "    ", "- ", "-", "* ", "+ ", "1. ", "2) ",
    "7. ", "12", ".", ")", "> ", "# ", "#", "#1", "=", "===", "---", "<", ">", "<b>", "</b>", "<!--", "-->", "<?", "](", "[",
    "]", "(", "https://a.b", "https://", "http://e", "<https://x.y>", "[l](https://a.b/c)", "javascript:x", "@", "@team",
    "&#64;", "&", "&#8203;", "&lt;", "\\", "|", "|-|", ":-:", ":", "::", "::error::", "##[", "www.", "www.x", "!", "$", "$$",
    "\t", "\r", "\u{202e}", "\u{1b}", "gh-1", "[^1]", "[^1]: ", "[x]: /u", "{", "}", "+++", "[ ] ", "a", "b c", "é", "日本",
    "\"", "'", "^",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..24)
        .prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_gets_out_of_its_place(text in hostile()) {
        prop_assert_eq!(check(&text), Ok(()));
    }

    #[test]
    fn no_arbitrary_text_gets_out_of_its_place(text in any::<String>()) {
        prop_assert_eq!(check(&text), Ok(()));
    }
}
