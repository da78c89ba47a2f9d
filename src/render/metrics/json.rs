//! Delivery metrics as `gonogo.metrics/1`.

use serde_json::{Map, Value, json};

use super::rounded;
use crate::domain::event::timestamp;
use crate::domain::reports::metrics::report::{Exclusion, Group, Report};
use crate::domain::reports::metrics::{By, Figure, Figures};
use crate::render::json::envelope;
use crate::render::unreadable::{self, Unreadable};

/// Returns the figures as JSON. What is unknown is null.
pub fn json(report: &Report<'_>, damaged: &[Unreadable]) -> String {
    let units: Map<String, Value> = Figure::ALL
        .into_iter()
        .map(|figure| (figure.word().to_owned(), Value::from(figure.unit())))
        .collect();
    let days = report
        .days
        .map(|(from, to)| json!({"from": from.to_string(), "to": to.to_string()}));
    envelope(
        "gonogo.metrics/1",
        json!({
            "now": timestamp(&report.asked.now),
            "since": report.asked.since.map(|since| since.to_string()),
            "by": report.asked.by.map(By::word),
            "releases": report.releases,
            "days": days,
            "units": units,
            "figures": figures(&report.total),
            "groups": report.groups.iter().map(group).collect::<Vec<_>>(),
            "trend": {"by": report.trend_by.word(), "periods": report.trend.iter().map(period).collect::<Vec<_>>()},
            "excluded": report.excluded.iter().map(exclusion).collect::<Vec<_>>(),
            "unreadable": unreadable::list(damaged),
        }),
    )
}

fn group(group: &Group) -> Value {
    json!({"name": group.name, "figures": figures(&group.figures)})
}

fn period(group: &Group) -> Value {
    let mut value = Map::from_iter([("name".to_owned(), Value::from(group.name.as_str()))]);
    value.extend(Figure::ALL.into_iter().map(|figure| {
        (
            figure.word().to_owned(),
            json!(group.figures.value(figure).map(rounded)),
        )
    }));
    Value::Object(value)
}

fn figures(figures: &Figures) -> Value {
    let value = |figure: Figure| match (figures.times(figure), figures.share(figure)) {
        (Some(times), _) => json!({"cases": times.cases, "median": times.median, "p90": times.p90}),
        (None, Some(share)) => {
            json!({"cases": share.cases, "count": share.count, "value": share.value().map(rounded)})
        }
        (None, None) => {
            json!({"cases": figures.deployments, "days": figures.days, "value": figures.per_week().map(rounded)})
        }
    };
    Value::Object(
        Figure::ALL
            .into_iter()
            .map(|figure| (figure.word().to_owned(), value(figure)))
            .collect(),
    )
}

fn exclusion(exclusion: &Exclusion<'_>) -> Value {
    json!({
        "version": exclusion.version.as_str(),
        "deployment": exclusion.deployment,
        "figure": exclusion.figure.map(Figure::word),
        "reason": exclusion.gap.word(),
        "text": exclusion.gap.sentence(),
    })
}
