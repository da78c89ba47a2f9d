//! Labels that a user gives to every metric, so that the figures of two repositories on one host stand side by side.

use crate::domain::reports::metrics::By;

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Reads `NAME=VALUE`.
///
/// # Errors
///
/// When the name is none that Prometheus takes or is one of our own labels, or the value is empty, which Prometheus takes
/// for a label that is not there.
pub(crate) fn label(text: &str) -> Result<Label, String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("write NAME=VALUE, such as repository=shop")?;
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_name = name.starts_with(is_letter)
        && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
        && !name.starts_with("__");
    let own = [By::Month, By::Week, By::Type].map(By::word);
    match (is_name, value) {
        (false, _) => Err(
            "a name has letters, digits and `_`, starts with no digit, and with at most one `_`"
                .to_owned(),
        ),
        (true, _) if name == "figure" || own.contains(&name) => {
            Err(format!("gonogo has a label `{name}` of its own"))
        }
        (true, "") => Err(format!("`{name}` has no value")),
        (true, value) => Ok(Label {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
    }
}

/// Returns the name that stands twice, if one does.
pub(crate) fn repeated(labels: &[Label]) -> Option<&str> {
    let names = labels.iter().enumerate();
    let is_again = |(place, label): &(usize, &Label)| {
        labels[..*place]
            .iter()
            .any(|other| other.name == label.name)
    };
    let mut again = names.filter(is_again);
    again.next().map(|(_, label)| label.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_a_name_that_prometheus_takes_and_a_value() {
        for text in ["repository=shop", "_team=a=b", "R2=é \"x\"\n\\"] {
            let (name, value) = text.split_once('=').unwrap();
            let read = label(text).unwrap();
            assert_eq!((read.name.as_str(), read.value.as_str()), (name, value));
        }
        for text in [
            "shop", "=x", "2x=y", "a-b=c", "__x=y", "é=x", "a:b=c", "figure=x", "month=x",
            "week=x", "type=x", "team=",
        ] {
            assert!(label(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_label_stands_twice() {
        let labels = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| label(text).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(repeated(&labels(&["a=1", "b=1"])), None);
        assert_eq!(repeated(&labels(&["a=1", "b=1", "a=2"])), Some("a"));
    }
}
