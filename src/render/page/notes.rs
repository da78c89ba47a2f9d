//! The release notes in a page: the Markdown that `gonogo notes` prints, which holds nothing but simple markup, as HTML.

use chrono::{DateTime, Utc};
use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::domain::rules::notes::ReleaseNotes;
use crate::domain::state::Release;
use crate::render;

/// Returns the notes; nothing when the playbook has no fields for them.
pub(super) fn notes(release: &Release, now: DateTime<Utc>) -> Markup {
    let notes = ReleaseNotes::of(release, now);
    if notes.fields.is_empty() {
        return html! {};
    }
    PreEscaped(in_html(&render::notes::markdown(&notes)))
}

/// Returns Markdown as HTML below a heading of the second level: without its first heading, and with HTML as text.
fn in_html(markdown: &str) -> String {
    let mut is_title = false;
    let events = Parser::new(markdown).filter_map(|event| match event {
        Event::Start(Tag::Heading {
            level: HeadingLevel::H1,
            ..
        }) => {
            is_title = true;
            None
        }
        Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
            is_title = false;
            None
        }
        _ if is_title => None,
        Event::Start(Tag::Heading { .. }) => Some(Event::Start(Tag::Heading {
            level: HeadingLevel::H3,
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Heading(HeadingLevel::H3))),
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        // What keeps a mention from being one on other hosts.
        Event::Text(text) => Some(Event::Text(text.replace('\u{200b}', "").into())),
        event => Some(event),
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

#[cfg(test)]
mod tests {
    use super::in_html;
    use crate::render::markdown::{escape, prose};

    #[test]
    fn notes_are_headings_texts_lists_and_links_alone() {
        for (markdown, expected) in [
            (
                "# Release 1\n\n## Summary\n\nFast *search*.",
                "<h3>Summary</h3>\n<p>Fast <em>search</em>.</p>\n",
            ),
            (
                "<script>x</script>\n\na <b onclick=x>b</b>",
                "&lt;script&gt;x&lt;/script&gt;\n<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n",
            ),
            (
                "**a:** 1\n\n- x",
                "<p><strong>a:</strong> 1</p>\n<ul>\n<li>x</li>\n</ul>\n",
            ),
        ] {
            assert_eq!(in_html(markdown), expected, "{markdown}");
        }
        let hostile = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![x](https://evil.example/x) @team";
        for written in [escape(hostile), prose(hostile)] {
            let html = in_html(&written);
            assert!(
                !html.contains("<img") && !html.contains("href=\"java"),
                "{html}"
            );
            assert!(html.contains("@team"), "{html}");
        }
    }
}
