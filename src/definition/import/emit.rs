//! Drafted definitions as YAML.

use serde::Serialize;
use serde_yaml::{SerializerOptions, ser, to_string_with_options};

/// Why a draft could not be written as YAML.
#[derive(Debug, thiserror::Error)]
#[error("what was drafted cannot be written as YAML")]
pub(crate) struct EmitFault(#[from] ser::Error);

/// Writes a definition as YAML.
///
/// # Errors
///
/// When the emitter refuses a value.
pub(super) fn yaml(value: &impl Serialize) -> Result<String, EmitFault> {
    let mut options = SerializerOptions::default();
    // Texts stay on one line, as checklists are written; help of several lines is a block.
    options.folded_wrap_chars = usize::MAX;
    options.compact_list_indent = false;
    Ok(to_string_with_options(value, options)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_is_an_error_and_no_empty_file() {
        struct Unwritable;
        impl Serialize for Unwritable {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("refused"))
            }
        }
        assert!(yaml(&Unwritable).is_err());
        assert_eq!(yaml(&["a"]).unwrap(), "- a\n");
    }
}
