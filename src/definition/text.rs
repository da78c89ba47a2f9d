//! Bytes of a file to text: only UTF-8 is taken, with or without a byte order mark.

use super::fault::Fault;
use super::tree::Place;

/// Returns the text of a file without its byte order mark, or the place where it stops being text.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, (Option<Place>, Fault)> {
    if is_utf16(bytes) {
        return Err((None, Fault::Utf16));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            let start = good
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            let column = String::from_utf8_lossy(&good[start..]).chars().count() + 1;
            Err((
                Some(Place::at(line, column, good.len())),
                Fault::NotUtf8 { byte },
            ))
        }
    }
}

/// Tells whether the bytes look like UTF-16: by their byte order mark, or by a NUL beside the first letters.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    let has_mark = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let zeros = |offset: usize| {
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .take(8)
            .filter(|byte| **byte == 0)
            .count()
    };
    has_mark
        || (bytes.len() >= 4 && (zeros(0) == 0 && zeros(1) >= 2 || zeros(1) == 0 && zeros(0) >= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_utf8_is_text() {
        let utf16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        assert!(matches!(
            decode(&utf16("title: x\n")),
            Err((None, Fault::Utf16))
        ));
        assert!(matches!(
            decode(&utf16("\u{feff}title: x\n")),
            Err((None, Fault::Utf16))
        ));
        assert!(matches!(
            decode("\u{feff}title: x\n".as_bytes()),
            Ok("title: x\n")
        ));
        let Err((Some(place), Fault::NotUtf8 { byte: 0xe9 })) = decode(b"a: 1\n\xc3\xa9: \xe9t\n")
        else {
            panic!("a lone byte passed as text");
        };
        assert_eq!((place.line, place.column), (2, 4));
    }
}
