//! A series of values as one short line of bars.

use crate::style::OutputStyle;

/// The most values that are drawn; the newest count.
const MOST: usize = 24;

/// Returns the values as bars between the smallest and the largest of them, oldest first; a gap is a space.
pub(crate) fn sparkline(values: &[Option<f64>], look: OutputStyle) -> String {
    let levels: &[char] = if look.unicode {
        &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
    } else {
        &['_', '.', '-', '~', '=', '+', '*', '#']
    };
    let values = &values[values.len().saturating_sub(MOST)..];
    let known = || {
        values
            .iter()
            .flatten()
            .copied()
            .filter(|value| value.is_finite())
    };
    let (least, most) = (
        known().fold(f64::INFINITY, f64::min),
        known().fold(f64::NEG_INFINITY, f64::max),
    );
    let bar = |value: f64| {
        let share = if most > least {
            (value - least) / (most - least)
        } else {
            0.0
        };
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of eight levels"
        )]
        let level = (share * (levels.len() - 1) as f64).round() as usize;
        levels[level.min(levels.len() - 1)]
    };
    values
        .iter()
        .map(|value| value.filter(|value| value.is_finite()).map_or(' ', bar))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_between_the_smallest_and_the_largest_value() {
        let rich = OutputStyle {
            unicode: true,
            ..OutputStyle::PLAIN
        };
        let values = [
            Some(0.0),
            Some(3.5),
            Some(7.0),
            None,
            Some(f64::NAN),
            Some(1.0),
        ];
        assert_eq!(sparkline(&values, rich), "▁▅█  ▂");
        assert_eq!(sparkline(&values, OutputStyle::PLAIN), "_=#  .");
        assert_eq!(sparkline(&[Some(5.0), Some(5.0)], rich), "▁▁");
        assert_eq!(sparkline(&[], rich), "");
        let many: Vec<_> = (0..100).map(|value| Some(f64::from(value))).collect();
        assert_eq!(sparkline(&many, rich).chars().count(), MOST);
    }
}
