//! The frame of every page: what a browser has to know of it, its style, and the contents at its top.

use chrono::{DateTime, Utc};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Section;
use super::parts::{shown, time};

/// The style of all pages.
const STYLE: &str = include_str!("style.css");

/// What a page forbids its browser: everything but its own style, by the digest of that.
const POLICY: &str = "default-src 'none'; style-src 'sha256-rFTnA3FZr2LLW01Bk3AUSpXLh5y1PSO7W8zPwpK2RCk='; base-uri 'none'; form-action 'none'";

/// What stands in a frame.
pub(super) struct Frame<'p> {
    /// The title of the page.
    pub(super) title: &'p str,
    /// What stands before the first section, with the one heading of the first level.
    pub(super) head: &'p Markup,
    /// The sections.
    pub(super) sections: &'p [Section],
    /// Whether there are so many items that a browser draws only those in sight.
    pub(super) many: bool,
    /// When the page was made.
    pub(super) now: DateTime<Utc>,
}

/// Returns a whole page.
pub(super) fn framed(page: &Frame<'_>) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (shown(page.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body.many[page.many] {
                header { (page.head) }
                @if page.sections.len() > 1 {
                    nav aria-label="On this page" {
                        @for section in page.sections { a href={ "#" (section.id) } { (section.title) } " " }
                    }
                }
                main {
                    @for section in page.sections {
                        section aria-labelledby=(section.id) {
                            h2 id=(section.id) { (section.title) }
                            (section.content)
                        }
                    }
                }
                footer { "As of " (time(page.now)) ". All times and days are UTC. Made by gonogo " (env!("CARGO_PKG_VERSION")) "." }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// Returns bytes in base64 (RFC 4648).
    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let number = (0..3).fold(0_usize, |sum, place| {
                (sum << 8) | usize::from(chunk.get(place).copied().unwrap_or(0))
            });
            for place in 0..=chunk.len() {
                text.push(char::from(LETTERS[(number >> (18 - 6 * place)) & 63]));
            }
            text.push_str(&"=="[..3 - chunk.len()]);
        }
        text
    }

    #[test]
    fn the_policy_allows_this_style_and_no_other() {
        assert!(!STYLE.contains(['<', '\r']), "it is not escaped");
        let digest = base64(&Sha256::digest(STYLE.as_bytes()));
        let wanted = format!("'sha256-{digest}'");
        assert!(POLICY.contains(&wanted), "write {wanted} into POLICY");
    }
}
