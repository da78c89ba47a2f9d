//! What one rule says of what was measured.

use crate::domain::decimal::Decimal;
use crate::domain::id::MetricId;
use crate::domain::schema::block;
use crate::domain::verdict::Ruling;

block! {
    /// What one rule says, with everything that decided it.
    pub struct Finding {
        /// The metric.
        pub metric: MetricId as "metric",
        /// What the rule says.
        pub ruling: Ruling as "ruling",
        /// The value that was judged.
        pub value: Option<Decimal> as "value",
        /// The baseline, when the rule needs one.
        pub baseline: Option<Decimal> as "baseline",
        /// The value that the metric may have at most, or at least when the rule has a lower limit.
        pub limit: Option<Decimal> as "limit",
        /// How far the value is within the limit; less than zero when it is beyond.
        pub margin: Option<Decimal> as "margin",
        /// The unit of value, baseline, limit and margin.
        pub unit: String as "unit",
        /// How many seconds in a row beyond the limit are too many, when the rule asks for that.
        pub lasting: Option<u64> as "for-seconds",
        /// The most seconds in a row that the samples show beyond the limit.
        pub beyond_for: Option<u64> as "above-seconds",
        /// All of it in a sentence, the same wherever it is shown.
        pub text: String as "text",
    }
}
