"""Verbs of scoring. Rooms and pages call these, as `from scoring import actions as scoring`.

Drafts (all raise `Refused` or `BadCondition` with the sentence to show):
    start_draft(workspace, *, by) -> ScoringModel                 the draft there is, or a copy of the published version
    change_draft(draft, *, fields) -> ScoringModel                caps, bands, thresholds, disqualifiers, groups
    put_fit_rule(draft, *, fields, rule=None) -> FitRule          condition, points (hundredths), label, group
    put_engagement_rule(draft, *, fields, rule=None) -> EngagementRule   signal, points, at_most, half_life_days …
    remove_rule(rule) · move_rule(rule, *, to)                    `to`: the place, from 0
    discard(draft) · prepare(draft, *, by) -> Job | None          counts what the draft needs and nobody counted yet
    preview(draft, *, now, most=100) -> Preview                   exact leads whose grade or MQL standing changes
    publish(draft, *, by, reason) -> Job · undo_publish(workspace, *, by, reason) -> Job
    release(workspace, n, *, by) -> list[int]                     leads held by an edit that may pass now
Signals:
    add_signal(workspace, *, fields, by) · change_signal(signal, *, fields, by) -> Job | None
    retire_signal(signal, *, by)
Standing:
    hear(workspace_id, activities, lost) -> Heard · sweep(workspace_id, now) -> Heard
    attributes_changed(workspace_id, lead_ids) -> Heard
    receipt(lead, *, as_of=None) -> Receipt · verify(lead, *, now) -> Verdict · standing_at(lead, *, at) -> StandingThen
Exchange:
    export_model(model) -> dict · import_model(workspace, raw, *, by) -> ScoringModel (a draft) · TEMPLATES
"""
