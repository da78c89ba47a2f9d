use std::io::Write as _;
use std::process::{Command, Stdio};

use snapbox::str;

use crate::team::{Team, shows};

/// Five releases: one rolled back, one respun, one urgent, one abandoned, one still open.
fn five_releases() -> Team {
    let team = Team::new();
    team.quietly(
        "at 2026-09-28T08:00:00Z
         start 1.0.0 --type major --candidate c1
         at 2026-09-30T23:59:59Z
         sign -r 1.0.0 deployed --role developer --ahead --reason early
         start 1.1.0 --type minor --candidate c2
         at 2026-10-01T00:00:00Z
         sign -r 1.1.0 deployed --role developer --ahead --reason early
         at 2026-10-01T01:30:00Z
         rollback -r 1.1.0 --reason 'checkout fails'
         at 2026-10-01T02:00:00Z
         close -r 1.1.0 --outcome rolled-back --reason 'checkout fails'
         at 2026-11-10T09:00:00Z
         start 1.1.1 --type patch --candidate c3
         sign -r 1.1.1 deployed --role developer --ahead --reason early
         at 2026-11-11T09:00:00Z
         respin -r 1.1.1 --candidate c4
         at 2026-11-12T09:00:00Z
         sign -r 1.1.1 deployed --role developer --ahead --reason early
         start 1.2.0 --type minor --candidate c5
         close -r 1.2.0 --outcome abandoned --reason 'no budget'
         start 1.3.0 --type minor --candidate c6
         at 2026-11-20T09:00:00Z",
    );
    team
}

#[test]
fn without_a_deployment_everything_is_unknown() {
    shows!(
        Team::new().transcript("metrics\n metrics --format csv"),
        str![[r#"
$ gonogo metrics
Delivery · 0 deployments of 0 releases

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                             unknown                 0
 Lead time for changes                            unknown   unknown       0
 Change failure rate                              unknown                 0
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                               unknown                 0
 Deployment duration                              unknown   unknown       0
 Rework rate                                      unknown                 0
! hint: there is no record in releases; open one with `gonogo walk VERSION`
= 0
$ gonogo metrics --format csv
row,group,figure,unit,cases,value,median,p90,version,deployment,reason
all,,deployment-frequency,deployments a week,0,,,,,,
all,,lead-time-for-changes,seconds,0,,,,,,
all,,change-failure-rate,share from 0 to 1,0,,,,,,
all,,failed-deployment-recovery-time,seconds,0,,,,,,
all,,rollback-frequency,share from 0 to 1,0,,,,,,
all,,deployment-duration,seconds,0,,,,,,
all,,rework-rate,share from 0 to 1,0,,,,,,
! hint: there is no record in releases; open one with `gonogo walk VERSION`
= 0

"#]]
    );
    shows!(
        Team::on_release().transcript("metrics --by month"),
        str![[r#"
$ gonogo metrics --by month
Delivery · 0 deployments of 1 release

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                             unknown                 0
 Lead time for changes                            unknown   unknown       0
 Change failure rate                              unknown                 0
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                               unknown                 0
 Deployment duration                              unknown   unknown       0
 Rework rate                                      unknown                 0

Not counted
  Everything: open, not in production
    2.4.0
= 0

"#]]
    );
}

#[test]
fn figures_stand_beside_their_cases_and_what_is_left_out_beside_its_reason() {
    shows!(
        five_releases().transcript("metrics"),
        str![[r#"
$ gonogo metrics
Delivery · 4 deployments of 5 releases · 2026-09-30 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         0.54 a week                 4   █▁▅
 Lead time for changes                            unknown   unknown       0
 Change failure rate                               25.0 %                 4   ▁█▁
 Failed deployment recovery time (MTTR)               30m       30m       1    ▁
 Rollback frequency                                25.0 %                 4   ▁█▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 4   ▁▁▁

Not counted
  Everything: abandoned before anything reached production
    1.2.0
  Everything: open, not in production
    1.3.0
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.0.0, 1.1.0, 1.1.1, 1.1.1#2
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.1.0, 1.1.1, 1.1.1#2
= 0

"#]]
    );
}

#[test]
fn figures_are_told_apart_by_month_week_and_type() {
    shows!(
        five_releases().transcript(
            "metrics --by month
             metrics --by week --since 2026-11-01
             metrics --by type
             metrics --since 2026-11-11"
        ),
        str![[r#"
$ gonogo metrics --by month
Delivery · 4 deployments of 5 releases · 2026-09-30 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         0.54 a week                 4   █▁▅
 Lead time for changes                            unknown   unknown       0
 Change failure rate                               25.0 %                 4   ▁█▁
 Failed deployment recovery time (MTTR)               30m       30m       1    ▁
 Rollback frequency                                25.0 %                 4   ▁█▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 4   ▁▁▁

 Month     Deployed   Lead time   Failed   Recovery   Rolled back   Duration   Rework
──────────────────────────────────────────────────────────────────────────────────────
 2026-09          1     unknown      0/1    unknown           0/1    unknown      0/1
 2026-10          1     unknown      1/1    30m (1)           1/1    unknown      0/1
 2026-11          2     unknown      0/2    unknown           0/2    unknown      0/2

Not counted
  Everything: abandoned before anything reached production
    1.2.0
  Everything: open, not in production
    1.3.0
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.0.0, 1.1.0, 1.1.1, 1.1.1#2
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.1.0, 1.1.1, 1.1.1#2
= 0
$ gonogo metrics --by week --since 2026-11-01
Delivery · 2 deployments of 5 releases · 2026-11-01 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By week
──────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         0.70 a week                 2   █▁
 Lead time for changes                            unknown   unknown       0
 Change failure rate                                0.0 %                 2   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 2   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 2   ▁

 Week       Deployed   Lead time    Failed   Recovery   Rolled back   Duration    Rework
─────────────────────────────────────────────────────────────────────────────────────────
 2026-W46          2     unknown       0/2    unknown           0/2    unknown       0/2
 2026-W47          0     unknown   unknown    unknown       unknown    unknown   unknown

Not counted
  Everything: abandoned before anything reached production
    1.2.0
  Everything: deployed before 2026-11-01
    1.0.0, 1.1.0
  Everything: open, not in production
    1.3.0
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.1.1, 1.1.1#2
  Deployment duration: nothing says when the deployment began
    1.1.1, 1.1.1#2
= 0
$ gonogo metrics --by type
Delivery · 4 deployments of 5 releases · 2026-09-30 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         0.54 a week                 4   █▁▅
 Lead time for changes                            unknown   unknown       0
 Change failure rate                               25.0 %                 4   ▁█▁
 Failed deployment recovery time (MTTR)               30m       30m       1    ▁
 Rollback frequency                                25.0 %                 4   ▁█▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 4   ▁▁▁

 Type    Deployed   Lead time   Failed   Recovery   Rolled back   Duration   Rework
────────────────────────────────────────────────────────────────────────────────────
 major          1     unknown      0/1    unknown           0/1    unknown      0/1
 minor          1     unknown      1/1    30m (1)           1/1    unknown      0/1
 patch          2     unknown      0/2    unknown           0/2    unknown      0/2

Not counted
  Everything: abandoned before anything reached production
    1.2.0
  Everything: open, not in production
    1.3.0
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.0.0, 1.1.0, 1.1.1, 1.1.1#2
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.1.0, 1.1.1, 1.1.1#2
= 0
$ gonogo metrics --since 2026-11-11
Delivery · 1 deployment of 5 releases · 2026-11-11 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         0.70 a week                 1   ▁
 Lead time for changes                            unknown   unknown       0
 Change failure rate                                0.0 %                 1   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 1   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 1   ▁

Not counted
  Everything: abandoned before anything reached production
    1.2.0
  Everything: deployed before 2026-11-11
    1.0.0, 1.1.0, 1.1.1
  Everything: open, not in production
    1.3.0
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.1.1#2
  Deployment duration: nothing says when the deployment began
    1.1.1#2
= 0

"#]]
    );
}

#[test]
fn programs_read_json_csv_and_openmetrics() {
    shows!(
        five_releases().transcript(
            "metrics --by type --since 2026-10-01 --format json
             metrics --by month --since 2026-10-01 --format csv
             metrics --by type --format openmetrics
             metrics --format openmetrics"
        ),
        str![[r#"
$ gonogo metrics --by type --since 2026-10-01 --format json
{
  "format": "gonogo.metrics/1",
  "now": "2026-11-20T09:00:00Z",
  "since": "2026-10-01",
  "by": "type",
  "releases": 5,
  "days": {
    "from": "2026-10-01",
    "to": "2026-11-20"
  },
  "units": {
    "deployment-frequency": "deployments a week",
    "lead-time-for-changes": "seconds",
    "change-failure-rate": "share from 0 to 1",
    "failed-deployment-recovery-time": "seconds",
    "rollback-frequency": "share from 0 to 1",
    "deployment-duration": "seconds",
    "rework-rate": "share from 0 to 1"
  },
  "figures": {
    "deployment-frequency": {
      "cases": 3,
      "days": 51,
      "value": 0.411765
    },
    "lead-time-for-changes": {
      "cases": 0,
      "median": null,
      "p90": null
    },
    "change-failure-rate": {
      "cases": 3,
      "count": 1,
      "value": 0.333333
    },
    "failed-deployment-recovery-time": {
      "cases": 1,
      "median": 1800,
      "p90": 1800
    },
    "rollback-frequency": {
      "cases": 3,
      "count": 1,
      "value": 0.333333
    },
    "deployment-duration": {
      "cases": 0,
      "median": null,
      "p90": null
    },
    "rework-rate": {
      "cases": 3,
      "count": 0,
      "value": 0.0
    }
  },
  "groups": [
    {
      "name": "minor",
      "figures": {
        "deployment-frequency": {
          "cases": 1,
          "days": 51,
          "value": 0.137255
        },
        "lead-time-for-changes": {
          "cases": 0,
          "median": null,
          "p90": null
        },
        "change-failure-rate": {
          "cases": 1,
          "count": 1,
          "value": 1.0
        },
        "failed-deployment-recovery-time": {
          "cases": 1,
          "median": 1800,
          "p90": 1800
        },
        "rollback-frequency": {
          "cases": 1,
          "count": 1,
          "value": 1.0
        },
        "deployment-duration": {
          "cases": 0,
          "median": null,
          "p90": null
        },
        "rework-rate": {
          "cases": 1,
          "count": 0,
          "value": 0.0
        }
      }
    },
    {
      "name": "patch",
      "figures": {
        "deployment-frequency": {
          "cases": 2,
          "days": 51,
          "value": 0.27451
        },
        "lead-time-for-changes": {
          "cases": 0,
          "median": null,
          "p90": null
        },
        "change-failure-rate": {
          "cases": 2,
          "count": 0,
          "value": 0.0
        },
        "failed-deployment-recovery-time": {
          "cases": 0,
          "median": null,
          "p90": null
        },
        "rollback-frequency": {
          "cases": 2,
          "count": 0,
          "value": 0.0
        },
        "deployment-duration": {
          "cases": 0,
          "median": null,
          "p90": null
        },
        "rework-rate": {
          "cases": 2,
          "count": 0,
          "value": 0.0
        }
      }
    }
  ],
  "trend": {
    "by": "month",
    "periods": [
      {
        "name": "2026-10",
        "deployment-frequency": 0.225806,
        "lead-time-for-changes": null,
        "change-failure-rate": 1.0,
        "failed-deployment-recovery-time": 1800.0,
        "rollback-frequency": 1.0,
        "deployment-duration": null,
        "rework-rate": 0.0
      },
      {
        "name": "2026-11",
        "deployment-frequency": 0.7,
        "lead-time-for-changes": null,
        "change-failure-rate": 0.0,
        "failed-deployment-recovery-time": null,
        "rollback-frequency": 0.0,
        "deployment-duration": null,
        "rework-rate": 0.0
      }
    ]
  },
  "excluded": [
    {
      "version": "1.0.0",
      "deployment": 1,
      "figure": null,
      "reason": "before",
      "text": "deployed before 2026-10-01"
    },
    {
      "version": "1.1.0",
      "deployment": 1,
      "figure": "lead-time-for-changes",
      "reason": "commits-unread",
      "text": "commit dates unknown (`start --from`, `metrics --git`)"
    },
    {
      "version": "1.1.0",
      "deployment": 1,
      "figure": "deployment-duration",
      "reason": "no-beginning",
      "text": "nothing says when the deployment began"
    },
    {
      "version": "1.1.1",
      "deployment": 1,
      "figure": "lead-time-for-changes",
      "reason": "commits-unread",
      "text": "commit dates unknown (`start --from`, `metrics --git`)"
    },
    {
      "version": "1.1.1",
      "deployment": 1,
      "figure": "deployment-duration",
      "reason": "no-beginning",
      "text": "nothing says when the deployment began"
    },
    {
      "version": "1.1.1",
      "deployment": 2,
      "figure": "lead-time-for-changes",
      "reason": "commits-unread",
      "text": "commit dates unknown (`start --from`, `metrics --git`)"
    },
    {
      "version": "1.1.1",
      "deployment": 2,
      "figure": "deployment-duration",
      "reason": "no-beginning",
      "text": "nothing says when the deployment began"
    },
    {
      "version": "1.2.0",
      "deployment": null,
      "figure": null,
      "reason": "abandoned",
      "text": "abandoned before anything reached production"
    },
    {
      "version": "1.3.0",
      "deployment": null,
      "figure": null,
      "reason": "open",
      "text": "open, not in production"
    }
  ],
  "unreadable": []
}
= 0
$ gonogo metrics --by month --since 2026-10-01 --format csv
row,group,figure,unit,cases,value,median,p90,version,deployment,reason
all,,deployment-frequency,deployments a week,3,0.411765,,,,,
all,,lead-time-for-changes,seconds,0,,,,,,
all,,change-failure-rate,share from 0 to 1,3,0.333333,,,,,
all,,failed-deployment-recovery-time,seconds,1,,1800,1800,,,
all,,rollback-frequency,share from 0 to 1,3,0.333333,,,,,
all,,deployment-duration,seconds,0,,,,,,
all,,rework-rate,share from 0 to 1,3,0,,,,,
group,2026-10,deployment-frequency,deployments a week,1,0.225806,,,,,
group,2026-10,lead-time-for-changes,seconds,0,,,,,,
group,2026-10,change-failure-rate,share from 0 to 1,1,1,,,,,
group,2026-10,failed-deployment-recovery-time,seconds,1,,1800,1800,,,
group,2026-10,rollback-frequency,share from 0 to 1,1,1,,,,,
group,2026-10,deployment-duration,seconds,0,,,,,,
group,2026-10,rework-rate,share from 0 to 1,1,0,,,,,
group,2026-11,deployment-frequency,deployments a week,2,0.7,,,,,
group,2026-11,lead-time-for-changes,seconds,0,,,,,,
group,2026-11,change-failure-rate,share from 0 to 1,2,0,,,,,
group,2026-11,failed-deployment-recovery-time,seconds,0,,,,,,
group,2026-11,rollback-frequency,share from 0 to 1,2,0,,,,,
group,2026-11,deployment-duration,seconds,0,,,,,,
group,2026-11,rework-rate,share from 0 to 1,2,0,,,,,
excluded,,,,,,,,1.0.0,1,deployed before 2026-10-01
excluded,,lead-time-for-changes,,,,,,1.1.0,1,"commit dates unknown (`start --from`, `metrics --git`)"
excluded,,deployment-duration,,,,,,1.1.0,1,nothing says when the deployment began
excluded,,lead-time-for-changes,,,,,,1.1.1,1,"commit dates unknown (`start --from`, `metrics --git`)"
excluded,,deployment-duration,,,,,,1.1.1,1,nothing says when the deployment began
excluded,,lead-time-for-changes,,,,,,1.1.1,2,"commit dates unknown (`start --from`, `metrics --git`)"
excluded,,deployment-duration,,,,,,1.1.1,2,nothing says when the deployment began
excluded,,,,,,,,1.2.0,,abandoned before anything reached production
excluded,,,,,,,,1.3.0,,"open, not in production"
= 0
$ gonogo metrics --by type --format openmetrics
# HELP gonogo_deployments Deployments that reached production.
# TYPE gonogo_deployments gauge
gonogo_deployments{type="major"} 1
gonogo_deployments{type="minor"} 1
gonogo_deployments{type="patch"} 2
# HELP gonogo_deployments_per_week Deployments a week, on average.
# TYPE gonogo_deployments_per_week gauge
gonogo_deployments_per_week{type="major"} 0.134615
gonogo_deployments_per_week{type="minor"} 0.134615
gonogo_deployments_per_week{type="patch"} 0.269231
# HELP gonogo_lead_time_median_seconds Lead time for changes, median.
# TYPE gonogo_lead_time_median_seconds gauge
# UNIT gonogo_lead_time_median_seconds seconds
# HELP gonogo_lead_time_p90_seconds Lead time for changes, 90th percentile.
# TYPE gonogo_lead_time_p90_seconds gauge
# UNIT gonogo_lead_time_p90_seconds seconds
# HELP gonogo_change_failure_ratio Share of deployments that failed.
# TYPE gonogo_change_failure_ratio gauge
# UNIT gonogo_change_failure_ratio ratio
gonogo_change_failure_ratio{type="major"} 0
gonogo_change_failure_ratio{type="minor"} 1
gonogo_change_failure_ratio{type="patch"} 0
# HELP gonogo_recovery_time_median_seconds Failed deployment recovery time, median.
# TYPE gonogo_recovery_time_median_seconds gauge
# UNIT gonogo_recovery_time_median_seconds seconds
gonogo_recovery_time_median_seconds{type="minor"} 1800
# HELP gonogo_recovery_time_p90_seconds Failed deployment recovery time, 90th percentile.
# TYPE gonogo_recovery_time_p90_seconds gauge
# UNIT gonogo_recovery_time_p90_seconds seconds
gonogo_recovery_time_p90_seconds{type="minor"} 1800
# HELP gonogo_rollback_ratio Share of deployments that were rolled back.
# TYPE gonogo_rollback_ratio gauge
# UNIT gonogo_rollback_ratio ratio
gonogo_rollback_ratio{type="major"} 0
gonogo_rollback_ratio{type="minor"} 1
gonogo_rollback_ratio{type="patch"} 0
# HELP gonogo_deployment_duration_median_seconds Deployment duration, median.
# TYPE gonogo_deployment_duration_median_seconds gauge
# UNIT gonogo_deployment_duration_median_seconds seconds
# HELP gonogo_deployment_duration_p90_seconds Deployment duration, 90th percentile.
# TYPE gonogo_deployment_duration_p90_seconds gauge
# UNIT gonogo_deployment_duration_p90_seconds seconds
# HELP gonogo_rework_ratio Share of deployments that repaired an earlier one.
# TYPE gonogo_rework_ratio gauge
# UNIT gonogo_rework_ratio ratio
gonogo_rework_ratio{type="major"} 0
gonogo_rework_ratio{type="minor"} 0
gonogo_rework_ratio{type="patch"} 0
# HELP gonogo_cases Cases that a figure rests on.
# TYPE gonogo_cases gauge
gonogo_cases{figure="deployment-frequency",type="major"} 1
gonogo_cases{figure="lead-time-for-changes",type="major"} 0
gonogo_cases{figure="change-failure-rate",type="major"} 1
gonogo_cases{figure="failed-deployment-recovery-time",type="major"} 0
gonogo_cases{figure="rollback-frequency",type="major"} 1
gonogo_cases{figure="deployment-duration",type="major"} 0
gonogo_cases{figure="rework-rate",type="major"} 1
gonogo_cases{figure="deployment-frequency",type="minor"} 1
gonogo_cases{figure="lead-time-for-changes",type="minor"} 0
gonogo_cases{figure="change-failure-rate",type="minor"} 1
gonogo_cases{figure="failed-deployment-recovery-time",type="minor"} 1
gonogo_cases{figure="rollback-frequency",type="minor"} 1
gonogo_cases{figure="deployment-duration",type="minor"} 0
gonogo_cases{figure="rework-rate",type="minor"} 1
gonogo_cases{figure="deployment-frequency",type="patch"} 2
gonogo_cases{figure="lead-time-for-changes",type="patch"} 0
gonogo_cases{figure="change-failure-rate",type="patch"} 2
gonogo_cases{figure="failed-deployment-recovery-time",type="patch"} 0
gonogo_cases{figure="rollback-frequency",type="patch"} 2
gonogo_cases{figure="deployment-duration",type="patch"} 0
gonogo_cases{figure="rework-rate",type="patch"} 2
# HELP gonogo_excluded Releases, deployments and changes that a figure leaves out.
# TYPE gonogo_excluded gauge
gonogo_excluded{figure="deployment-frequency"} 2
gonogo_excluded{figure="lead-time-for-changes"} 6
gonogo_excluded{figure="change-failure-rate"} 2
gonogo_excluded{figure="failed-deployment-recovery-time"} 2
gonogo_excluded{figure="rollback-frequency"} 2
gonogo_excluded{figure="deployment-duration"} 6
gonogo_excluded{figure="rework-rate"} 2
# HELP gonogo_releases Releases with a record that can be read.
# TYPE gonogo_releases gauge
gonogo_releases 5
# HELP gonogo_unreadable_records Records that could not be read.
# TYPE gonogo_unreadable_records gauge
gonogo_unreadable_records 0
# EOF
= 0
$ gonogo metrics --format openmetrics
# HELP gonogo_deployments Deployments that reached production.
# TYPE gonogo_deployments gauge
gonogo_deployments 4
# HELP gonogo_deployments_per_week Deployments a week, on average.
# TYPE gonogo_deployments_per_week gauge
gonogo_deployments_per_week 0.538462
# HELP gonogo_lead_time_median_seconds Lead time for changes, median.
# TYPE gonogo_lead_time_median_seconds gauge
# UNIT gonogo_lead_time_median_seconds seconds
# HELP gonogo_lead_time_p90_seconds Lead time for changes, 90th percentile.
# TYPE gonogo_lead_time_p90_seconds gauge
# UNIT gonogo_lead_time_p90_seconds seconds
# HELP gonogo_change_failure_ratio Share of deployments that failed.
# TYPE gonogo_change_failure_ratio gauge
# UNIT gonogo_change_failure_ratio ratio
gonogo_change_failure_ratio 0.25
# HELP gonogo_recovery_time_median_seconds Failed deployment recovery time, median.
# TYPE gonogo_recovery_time_median_seconds gauge
# UNIT gonogo_recovery_time_median_seconds seconds
gonogo_recovery_time_median_seconds 1800
# HELP gonogo_recovery_time_p90_seconds Failed deployment recovery time, 90th percentile.
# TYPE gonogo_recovery_time_p90_seconds gauge
# UNIT gonogo_recovery_time_p90_seconds seconds
gonogo_recovery_time_p90_seconds 1800
# HELP gonogo_rollback_ratio Share of deployments that were rolled back.
# TYPE gonogo_rollback_ratio gauge
# UNIT gonogo_rollback_ratio ratio
gonogo_rollback_ratio 0.25
# HELP gonogo_deployment_duration_median_seconds Deployment duration, median.
# TYPE gonogo_deployment_duration_median_seconds gauge
# UNIT gonogo_deployment_duration_median_seconds seconds
# HELP gonogo_deployment_duration_p90_seconds Deployment duration, 90th percentile.
# TYPE gonogo_deployment_duration_p90_seconds gauge
# UNIT gonogo_deployment_duration_p90_seconds seconds
# HELP gonogo_rework_ratio Share of deployments that repaired an earlier one.
# TYPE gonogo_rework_ratio gauge
# UNIT gonogo_rework_ratio ratio
gonogo_rework_ratio 0
# HELP gonogo_cases Cases that a figure rests on.
# TYPE gonogo_cases gauge
gonogo_cases{figure="deployment-frequency"} 4
gonogo_cases{figure="lead-time-for-changes"} 0
gonogo_cases{figure="change-failure-rate"} 4
gonogo_cases{figure="failed-deployment-recovery-time"} 1
gonogo_cases{figure="rollback-frequency"} 4
gonogo_cases{figure="deployment-duration"} 0
gonogo_cases{figure="rework-rate"} 4
# HELP gonogo_excluded Releases, deployments and changes that a figure leaves out.
# TYPE gonogo_excluded gauge
gonogo_excluded{figure="deployment-frequency"} 2
gonogo_excluded{figure="lead-time-for-changes"} 6
gonogo_excluded{figure="change-failure-rate"} 2
gonogo_excluded{figure="failed-deployment-recovery-time"} 2
gonogo_excluded{figure="rollback-frequency"} 2
gonogo_excluded{figure="deployment-duration"} 6
gonogo_excluded{figure="rework-rate"} 2
# HELP gonogo_releases Releases with a record that can be read.
# TYPE gonogo_releases gauge
gonogo_releases 5
# HELP gonogo_unreadable_records Records that could not be read.
# TYPE gonogo_unreadable_records gauge
gonogo_unreadable_records 0
# EOF
= 0

"#]]
    );
}

#[test]
fn a_damaged_record_is_named_and_the_others_count() {
    let team = five_releases();
    std::fs::write(team.path("releases/1.1.1.toml"), "[[[").unwrap();
    team.replace(
        "releases/1.0.0.toml",
        "text = \"Review every merged change\"",
        "text = \"x\"",
    );
    shows!(
        team.transcript(
            "metrics\n metrics --format csv\n metrics --format openmetrics\n metrics --format json --since 2027-01-01"
        ),
        str![[r#"
$ gonogo metrics
Delivery · 1 deployment of 3 releases · 2026-10-01 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         0.14 a week                 1   █▁
 Lead time for changes                            unknown   unknown       0
 Change failure rate                              100.0 %                 1   ▁
 Failed deployment recovery time (MTTR)               30m       30m       1   ▁
 Rollback frequency                               100.0 %                 1   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 1   ▁

Not counted
  Everything: abandoned before anything reached production
    1.2.0
  Everything: open, not in production
    1.3.0
  Everything: the record could not be read
    1.0.0, 1.1.1
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.1.0
  Deployment duration: nothing says when the deployment began
    1.1.0
! warning: releases/1.0.0.toml cannot be trusted
! warning: releases/1.1.1.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
= 2
$ gonogo metrics --format csv
row,group,figure,unit,cases,value,median,p90,version,deployment,reason
all,,deployment-frequency,deployments a week,1,0.137255,,,,,
all,,lead-time-for-changes,seconds,0,,,,,,
all,,change-failure-rate,share from 0 to 1,1,1,,,,,
all,,failed-deployment-recovery-time,seconds,1,,1800,1800,,,
all,,rollback-frequency,share from 0 to 1,1,1,,,,,
all,,deployment-duration,seconds,0,,,,,,
all,,rework-rate,share from 0 to 1,1,0,,,,,
excluded,,lead-time-for-changes,,,,,,1.1.0,1,"commit dates unknown (`start --from`, `metrics --git`)"
excluded,,deployment-duration,,,,,,1.1.0,1,nothing says when the deployment began
excluded,,,,,,,,1.2.0,,abandoned before anything reached production
excluded,,,,,,,,1.3.0,,"open, not in production"
unreadable,,,,,,,,1.0.0,,the record could not be read: releases/1.0.0.toml cannot be trusted
unreadable,,,,,,,,1.1.1,,"the record could not be read: releases/1.1.1.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"
! warning: releases/1.0.0.toml cannot be trusted
! warning: releases/1.1.1.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
= 2
$ gonogo metrics --format openmetrics
# HELP gonogo_deployments Deployments that reached production.
# TYPE gonogo_deployments gauge
gonogo_deployments 1
# HELP gonogo_deployments_per_week Deployments a week, on average.
# TYPE gonogo_deployments_per_week gauge
gonogo_deployments_per_week 0.137255
# HELP gonogo_lead_time_median_seconds Lead time for changes, median.
# TYPE gonogo_lead_time_median_seconds gauge
# UNIT gonogo_lead_time_median_seconds seconds
# HELP gonogo_lead_time_p90_seconds Lead time for changes, 90th percentile.
# TYPE gonogo_lead_time_p90_seconds gauge
# UNIT gonogo_lead_time_p90_seconds seconds
# HELP gonogo_change_failure_ratio Share of deployments that failed.
# TYPE gonogo_change_failure_ratio gauge
# UNIT gonogo_change_failure_ratio ratio
gonogo_change_failure_ratio 1
# HELP gonogo_recovery_time_median_seconds Failed deployment recovery time, median.
# TYPE gonogo_recovery_time_median_seconds gauge
# UNIT gonogo_recovery_time_median_seconds seconds
gonogo_recovery_time_median_seconds 1800
# HELP gonogo_recovery_time_p90_seconds Failed deployment recovery time, 90th percentile.
# TYPE gonogo_recovery_time_p90_seconds gauge
# UNIT gonogo_recovery_time_p90_seconds seconds
gonogo_recovery_time_p90_seconds 1800
# HELP gonogo_rollback_ratio Share of deployments that were rolled back.
# TYPE gonogo_rollback_ratio gauge
# UNIT gonogo_rollback_ratio ratio
gonogo_rollback_ratio 1
# HELP gonogo_deployment_duration_median_seconds Deployment duration, median.
# TYPE gonogo_deployment_duration_median_seconds gauge
# UNIT gonogo_deployment_duration_median_seconds seconds
# HELP gonogo_deployment_duration_p90_seconds Deployment duration, 90th percentile.
# TYPE gonogo_deployment_duration_p90_seconds gauge
# UNIT gonogo_deployment_duration_p90_seconds seconds
# HELP gonogo_rework_ratio Share of deployments that repaired an earlier one.
# TYPE gonogo_rework_ratio gauge
# UNIT gonogo_rework_ratio ratio
gonogo_rework_ratio 0
# HELP gonogo_cases Cases that a figure rests on.
# TYPE gonogo_cases gauge
gonogo_cases{figure="deployment-frequency"} 1
gonogo_cases{figure="lead-time-for-changes"} 0
gonogo_cases{figure="change-failure-rate"} 1
gonogo_cases{figure="failed-deployment-recovery-time"} 1
gonogo_cases{figure="rollback-frequency"} 1
gonogo_cases{figure="deployment-duration"} 0
gonogo_cases{figure="rework-rate"} 1
# HELP gonogo_excluded Releases, deployments and changes that a figure leaves out.
# TYPE gonogo_excluded gauge
gonogo_excluded{figure="deployment-frequency"} 2
gonogo_excluded{figure="lead-time-for-changes"} 3
gonogo_excluded{figure="change-failure-rate"} 2
gonogo_excluded{figure="failed-deployment-recovery-time"} 2
gonogo_excluded{figure="rollback-frequency"} 2
gonogo_excluded{figure="deployment-duration"} 3
gonogo_excluded{figure="rework-rate"} 2
# HELP gonogo_releases Releases with a record that can be read.
# TYPE gonogo_releases gauge
gonogo_releases 3
# HELP gonogo_unreadable_records Records that could not be read.
# TYPE gonogo_unreadable_records gauge
gonogo_unreadable_records 2
# EOF
! warning: releases/1.0.0.toml cannot be trusted
! warning: releases/1.1.1.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
= 2
$ gonogo metrics --format json --since 2027-01-01
{
  "format": "gonogo.metrics/1",
  "now": "2026-11-20T09:00:00Z",
  "since": "2027-01-01",
  "by": null,
  "releases": 3,
  "days": null,
  "units": {
    "deployment-frequency": "deployments a week",
    "lead-time-for-changes": "seconds",
    "change-failure-rate": "share from 0 to 1",
    "failed-deployment-recovery-time": "seconds",
    "rollback-frequency": "share from 0 to 1",
    "deployment-duration": "seconds",
    "rework-rate": "share from 0 to 1"
  },
  "figures": {
    "deployment-frequency": {
      "cases": 0,
      "days": null,
      "value": null
    },
    "lead-time-for-changes": {
      "cases": 0,
      "median": null,
      "p90": null
    },
    "change-failure-rate": {
      "cases": 0,
      "count": 0,
      "value": null
    },
    "failed-deployment-recovery-time": {
      "cases": 0,
      "median": null,
      "p90": null
    },
    "rollback-frequency": {
      "cases": 0,
      "count": 0,
      "value": null
    },
    "deployment-duration": {
      "cases": 0,
      "median": null,
      "p90": null
    },
    "rework-rate": {
      "cases": 0,
      "count": 0,
      "value": null
    }
  },
  "groups": [],
  "trend": {
    "by": "month",
    "periods": []
  },
  "excluded": [
    {
      "version": "1.1.0",
      "deployment": 1,
      "figure": null,
      "reason": "before",
      "text": "deployed before 2027-01-01"
    },
    {
      "version": "1.2.0",
      "deployment": null,
      "figure": null,
      "reason": "abandoned",
      "text": "abandoned before anything reached production"
    },
    {
      "version": "1.3.0",
      "deployment": null,
      "figure": null,
      "reason": "open",
      "text": "open, not in production"
    }
  ],
  "unreadable": [
    {
      "version": "1.0.0",
      "error": "releases/1.0.0.toml cannot be trusted"
    },
    {
      "version": "1.1.1",
      "error": "releases/1.1.1.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"
    }
  ]
}
! warning: releases/1.0.0.toml cannot be trusted
! warning: releases/1.1.1.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
= 2

"#]]
    );
}

#[test]
fn what_cannot_be_asked_is_refused() {
    shows!(
        Team::new()
            .transcript("metrics --since yesterday\n metrics --by year\n metrics --format xml"),
        str![[r#"
$ gonogo metrics --since yesterday
! error: invalid value 'yesterday' for '--since <DATE>': input contains invalid characters
! 
! For more information, try '--help'.
= 2
$ gonogo metrics --by year
! error: invalid value 'year' for '--by <WHAT>': write `month`, `week` or `type`
! 
! For more information, try '--help'.
= 2
$ gonogo metrics --format xml
! error: invalid value 'xml' for '--format <FORMAT>'
!   [possible values: table, json, csv, openmetrics]
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

/// Says on standard error, even when the test passes, that promtool is not here; where nothing may be left out, fails.
fn left_out() {
    let _ = writeln!(
        std::io::stderr(),
        "\nLEFT OUT: OpenMetrics before `promtool`, which is not on this machine"
    );
    assert!(
        std::env::var_os("GONOGO_TESTS_COMPLETE").is_none(),
        "`promtool` is not on this machine"
    );
}

#[test]
fn promtool_accepts_openmetrics() {
    if Command::new("promtool").arg("--version").output().is_err() {
        return left_out();
    }
    let check = |text: &[u8]| {
        let mut promtool = Command::new("promtool");
        promtool
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = promtool.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.success(),
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        )
    };
    let team = five_releases();
    for line in [
        "",
        " --by month",
        " --by week",
        " --by type",
        " --since 2027-01-01",
        " --since 2027-01-01 --by type",
    ] {
        let output = team.run(&format!("metrics --format openmetrics{line}"));
        assert!(output.status.success() && output.stdout.ends_with(b"# EOF\n"));
        assert_eq!(
            check(&output.stdout),
            (true, String::new()),
            "metrics{line}"
        );
    }
    assert!(!check(b"gonogo_x{a=\"} 1\n").0, "promtool does look");
}

/// A repository with a commit an hour, from 2026-11-20T01:00:00Z on, and the tags `v1` and `v2` at the second and the fourth.
fn repository() -> Team {
    let path = std::env::var_os("PATH").unwrap();
    let team = Team::new().with("PATH", path.to_str().unwrap());
    git(&team, 0, &["init", "--quiet"]);
    for hour in 1..=6 {
        git(
            &team,
            hour,
            &["commit", "--quiet", "--allow-empty", "--message", "x"],
        );
        if hour % 2 == 0 {
            git(&team, hour, &["tag", &format!("v{}", hour / 2)]);
        }
    }
    team
}

fn git(team: &Team, hour: u32, arguments: &[&str]) {
    let mut command = Command::new("git");
    let identity = [
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@octoacme.example",
        "-c",
        "commit.gpgsign=false",
    ];
    command
        .args(identity)
        .args(arguments)
        .current_dir(team.path(""))
        .env("HOME", team.path(""));
    let date = format!("2026-11-20T{hour:02}:00:00Z");
    command
        .env("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z")
        .env("GIT_COMMITTER_DATE", date);
    assert!(
        command.output().unwrap().status.success(),
        "git {arguments:?}"
    );
}

#[test]
fn a_shallow_clone_gives_no_lead_time() {
    let team = repository();
    team.quietly(
        "start 1.0.0 --type patch --candidate v1
         sign deployed --role developer --ahead --reason early
         start 1.1.0 --type patch --from v1 --candidate v2
         sign -r 1.1.0 deployed --role developer --ahead --reason early
         start 1.2.0 --type patch --candidate v3
         sign -r 1.2.0 deployed --role developer --ahead --reason early",
    );
    // A file with commits whose parents are missing is all that makes a clone shallow.
    std::fs::copy(team.path(".git/refs/tags/v2"), team.path(".git/shallow")).unwrap();
    shows!(
        team.transcript(
            "metrics --git
             start 2.0.0 --type patch --from v1
             respin -r 1.1.0 --candidate v3"
        ),
        str![[r#"
$ gonogo metrics --git
! error: this is a shallow clone: git does not have every commit between the revisions
! hint: get the rest first: `git fetch --unshallow`
= 2
$ gonogo start 2.0.0 --type patch --from v1
! error: this is a shallow clone: git does not have every commit between the revisions
! hint: get the rest first: `git fetch --unshallow`
= 2
$ gonogo respin -r 1.1.0 --candidate v3
respun on candidate v3
! warning: lead time is unknown for this candidate: this is a shallow clone: git does not have every commit between the revisions; `git fetch --unshallow` gets the rest
! note: stale: deployment/deployed
! hint: `gonogo status -r 1.1.0` shows what has to be signed and called again
= 0

"#]]
    );
}

#[test]
fn the_start_reads_when_the_commits_since_the_release_before_were_made() {
    let team = repository();
    shows!(
        team.transcript(
            "start 1.0.0 --type patch --from v1 --candidate v2
             sign deployed --role developer --ahead --reason early
             log
             metrics
             respin --candidate v3
             sign deployed --role developer --ahead --reason early
             metrics
             respin --candidate sha256:1
             sign deployed --role developer --ahead --reason early
             metrics"
        ),
        str![[r#"
$ gonogo start 1.0.0 --type patch --from v1 --candidate v2
opened releases/1.0.0.toml with 8 items
! warning: 2 facts unanswered, treated as yes: database-migration, user-facing-change
! hint: `gonogo walk 1.0.0` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo sign deployed --role developer --ahead --reason early
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate v2  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  read 2 commits from git  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed deployment/deployed as developer, ahead of gate pre-release  by Ada Lovelace <ada@octoacme.example>
    reason: early
= 0
$ gonogo metrics
Delivery · 1 deployment of 1 release · 2026-11-20 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         1.00 a week                 1   ▁
 Lead time for changes                                 5h        6h       2   ▁
 Change failure rate                                0.0 %                 1   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 1   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 1   ▁

Not counted
  Deployment duration: nothing says when the deployment began
    1.0.0
= 0
$ gonogo respin --candidate v3
respun on candidate v3
read 4 commits from git
! note: stale: deployment/deployed
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo sign deployed --role developer --ahead --reason early
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo metrics
Delivery · 2 deployments of 1 release · 2026-11-20 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         2.00 a week                 2   ▁
 Lead time for changes                                 4h        6h       4   ▁
 Change failure rate                                0.0 %                 2   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 2   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 2   ▁

Not counted
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.0.0#2
= 0
$ gonogo respin --candidate sha256:1
respun on candidate sha256:1
! warning: lead time is unknown for this candidate: git knows no commit `sha256:1` here
! note: stale: deployment/deployed
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo sign deployed --role developer --ahead --reason early
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo metrics
Delivery · 3 deployments of 1 release · 2026-11-20 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         3.00 a week                 3   ▁
 Lead time for changes                                 4h        6h       4   ▁
 Change failure rate                                0.0 %                 3   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 3   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 3   ▁

Not counted
  Lead time for changes: the times of commits were read for another candidate
    1.0.0#3
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.0.0#2, 1.0.0#3
= 0

"#]]
    );
}

#[test]
fn what_git_does_not_know_is_refused_before_anything_is_written() {
    let team = repository();
    shows!(
        team.rehearses(
            "start 1.0.0 --type patch --from v9
             start 1.0.0 --type patch --from ' --all'
             start 1.0.0 --type patch --from v1 --candidate sha256:1
             start 1.0.0 --type patch --from v1 --candidate v2 --dry-run"
        ),
        str![[r#"
$ gonogo start 1.0.0 --type patch --from v9
! error: git knows no commit `v9` here
! hint: `git tag` lists the tags
= 2
$ gonogo start 1.0.0 --type patch --from ' --all'
! error: git knows no commit ` --all` here
! hint: `git tag` lists the tags
= 2
$ gonogo start 1.0.0 --type patch --from v1 --candidate sha256:1
! error: git knows no commit `sha256:1` here
! hint: `git tag` lists the tags
= 2
$ gonogo start 1.0.0 --type patch --from v1 --candidate v2 --dry-run
# gonogo release record. Written by gonogo; change it with gonogo, not by hand.
format = 1

[release]
version = "1.0.0"
id = "[HASH]"
type = "patch"
playbook = "tests/fixtures/library sha256:[HASH]"
facts = {}

[[release.event]]
kind = "started"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
candidate = "v2"
plan = "sha256:[HASH]"
rules = 2
id = "sha256:[HASH]"
prev = []

[[release.event]]
kind = "committed"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
from = "[HASH]"
candidate = "v2"
commits = [2026-11-20T03:00:00Z, 2026-11-20T04:00:00Z]
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]

[policy]
separation = "off"

[[role]]
id = "release-manager"
title = "Release Manager"
may-waive = true

[[role]]
id = "developer"
title = "Developer"

[[role]]
id = "qa-automation-engineer"
title = "QA Automation Engineer"
aliases = ["QA Specialist", "QA"]

[[fact]]
id = "database-migration"
question = "Does this release migrate a database?"

[[fact]]
id = "user-facing-change"
question = "Does this release change what users see or do?"

[[item]]
id = "pre-release/ci-green"
phase = "pre-release"
section = "Code"
text = "Run all CI/CD pipelines on the candidate"
bound = "candidate"

[[item.signoff]]
role = "developer"

[[item]]
id = "pre-release/code-reviewed"
phase = "pre-release"
section = "Code"
text = "Review every merged change"

[[item.signoff]]
role = "developer"

[[item.signoff]]
role = "qa-automation-engineer"

[[item]]
id = "pre-release/smoke-tests"
phase = "pre-release"
section = "Tests"
text = "Run the smoke tests in staging"
evidence = "required"

[[item.signoff]]
role = "qa-automation-engineer"

[[item]]
id = "deployment/backup-completed"
phase = "deployment"
section = "Deployment"
text = "Complete the database backup"
when = ["database-migration"]
evidence = "required"
killer = true
help = "A restore of such a backup has worked before."

[[item.signoff]]
role = "developer"

[[item]]
id = "deployment/deployed"
phase = "deployment"
section = "Deployment"
text = "Deploy the candidate to production"
bound = "candidate"
marks = "deployed"

[[item.signoff]]
role = "developer"

[[item]]
id = "deployment/smoke-tests"
phase = "deployment"
section = "Deployment"
text = "Repeat the smoke tests in production"

[[item.signoff]]
role = "qa-automation-engineer"

[[item]]
id = "post-release/customers-told"
phase = "post-release"
section = "Post-release"
text = "Tell the customers what changed"
when = ["user-facing-change"]

[[item.signoff]]
role = "release-manager"

[[item]]
id = "post-release/training-updated"
phase = "post-release"
section = "Post-release"
text = "Update the training materials"
if-applicable = true

[[item.signoff]]
role = "release-manager"

[[gate]]
phase = "pre-release"
phase-title = "Pre-release"
title = "Go for deployment"
facilitator = "release-manager"

[[gate.call]]
role = "developer"

[[gate.call]]
role = "qa-automation-engineer"

[[gate]]
phase = "deployment"
phase-title = "Deployment"
title = "Deployment verified"
facilitator = "release-manager"

[[gate.call]]
role = "developer"

[[gate]]
phase = "post-release"
phase-title = "Post-release"
title = "Release done"
facilitator = "release-manager"

[[note]]
id = "version"
title = "Release"
owner = "release-manager"
source = "version"

[[note]]
id = "summary"
title = "Summary"
owner = "release-manager"
! hint: dry run: nothing was written
= 0

"#]]
    );
    shows!(
        Team::new().transcript(
            "start 1.0.0 --type patch --from v1 --candidate c1\n start 1.0.0 --type patch --from v1"
        ),
        str![[r#"
$ gonogo start 1.0.0 --type patch --from v1 --candidate c1
! error: cannot run git: No such file or directory (os error 2)
! hint: install git
= 3
$ gonogo start 1.0.0 --type patch --from v1
! error: `--from` needs a candidate, and git has no HEAD here
! hint: give `--candidate ID`
= 2

"#]]
    );
    assert!(!team.path("releases").exists());
}

#[test]
fn git_is_asked_for_what_no_record_knows() {
    let team = repository();
    team.quietly(
        "start 1.0.0 --type patch --candidate v1
         sign -r 1.0.0 deployed --role developer --ahead --reason early
         at 2026-11-20T10:00:00Z
         start 1.1.0 --type patch --candidate v2
         sign -r 1.1.0 deployed --role developer --ahead --reason early
         at 2026-11-20T11:00:00Z
         start 1.2.0 --type patch --candidate sha256:1
         sign -r 1.2.0 deployed --role developer --ahead --reason early
         at 2026-11-20T12:00:00Z
         start 1.3.0 --type patch --candidate v3
         sign -r 1.3.0 deployed --role developer --ahead --reason early
         at 2026-11-20T13:00:00Z
         start 1.4.0 --type patch --candidate v3
         sign -r 1.4.0 deployed --role developer --ahead --reason early",
    );
    shows!(
        team.transcript("metrics\n metrics --git"),
        str![[r#"
$ gonogo metrics
Delivery · 5 deployments of 5 releases · 2026-11-20 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         5.00 a week                 5   ▁
 Lead time for changes                            unknown   unknown       0
 Change failure rate                                0.0 %                 5   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 5   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 5   ▁

Not counted
  Lead time for changes: commit dates unknown (`start --from`, `metrics --git`)
    1.0.0, 1.1.0, 1.2.0, 1.3.0, 1.4.0
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.1.0, 1.2.0, 1.3.0, 1.4.0
= 0
$ gonogo metrics --git
Delivery · 5 deployments of 5 releases · 2026-11-20 to 2026-11-20 (UTC)

 Figure                                   Value or median      90 %   Cases   By month
───────────────────────────────────────────────────────────────────────────────────────
 Deployment frequency                         5.00 a week                 5   ▁
 Lead time for changes                                 6h        7h       2   ▁
 Change failure rate                                0.0 %                 5   ▁
 Failed deployment recovery time (MTTR)           unknown   unknown       0
 Rollback frequency                                 0.0 %                 5   ▁
 Deployment duration                              unknown   unknown       0
 Rework rate                                        0.0 %                 5   ▁

Not counted
  Lead time for changes: git does not know the candidates here
    1.2.0, 1.3.0
  Lead time for changes: it brought no change that was not deployed before
    1.4.0
  Lead time for changes: no deployment of a known candidate came before it
    1.0.0
  Deployment duration: nothing says when the deployment began
    1.0.0, 1.1.0, 1.2.0, 1.3.0, 1.4.0
= 0

"#]]
    );
}

#[test]
fn a_commit_of_a_time_that_no_record_can_hold_opens_none() {
    let team = repository();
    let tree = git_says(&team, &["rev-parse", "HEAD^{tree}"]);
    let head = git_says(&team, &["rev-parse", "HEAD"]);
    let person = "Ada <ada@octoacme.example>";
    let commit = format!(
        "tree {tree}\nparent {head}\nauthor {person} 0 +0000\ncommitter {person} 253402300800 +0000\n\nx\n"
    );
    std::fs::write(team.path("commit"), commit).unwrap();
    let late = git_says(&team, &["hash-object", "-t", "commit", "-w", "commit"]);
    git(&team, 7, &["tag", "late", &late]);
    shows!(
        team.transcript(
            "start 1.0.0 --type patch --from v3 --candidate late
             start 1.0.0 --type patch --from v2 --candidate v3
             respin --candidate late
             verify"
        ),
        str![[r#"
$ gonogo start 1.0.0 --type patch --from v3 --candidate late
! error: a commit between the revisions is dated outside the years 0 to 9999
! hint: choose revisions that do not have it between them
= 2
$ gonogo start 1.0.0 --type patch --from v2 --candidate v3
opened releases/1.0.0.toml with 8 items
! warning: 2 facts unanswered, treated as yes: database-migration, user-facing-change
! hint: `gonogo walk 1.0.0` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo respin --candidate late
respun on candidate late
! warning: lead time is unknown for this candidate: a commit between the revisions is dated outside the years 0 to 9999
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo verify
1.0.0 is sound: 3 events
head sha256:[HASH]
= 0

"#]]
    );
}

fn git_says(team: &Team, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(team.path(""))
        .env("HOME", team.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn without_git_there_is_nothing_to_ask() {
    let team = Team::new();
    team.quietly(
        "start 1.0.0 --type patch --candidate v1
         sign deployed --role developer --ahead --reason early
         at 2026-11-20T10:00:00Z
         start 1.1.0 --type patch --candidate v2
         sign -r 1.1.0 deployed --role developer --ahead --reason early",
    );
    shows!(
        team.with("PATH", "").transcript("metrics --git"),
        str![[r#"
$ gonogo metrics --git
! error: cannot run git: No such file or directory (os error 2)
! hint: install git
= 3

"#]]
    );
}
