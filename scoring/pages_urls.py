"""Addresses of scoring's pages; included by scoring/urls.py."""

from django.urls import path

from accounts.context import Link, add_links
from scoring.views import as_of, exchange, model, publishing, rehearsals, rules, signals

rule_patterns = [
    path("scoring/fit/", model.fit_points, name="fit_points"),
    path("scoring/fit/new/", rules.fit_rule_new, name="fit_rule_new"),
    path("scoring/fit/<int:pk>/", rules.fit_rule, name="fit_rule"),
    path("scoring/engagement/", model.engagement_points, name="engagement_points"),
    path("scoring/engagement/new/", rules.engagement_rule_new, name="engagement_rule_new"),
    path("scoring/engagement/<int:pk>/", rules.engagement_rule, name="engagement_rule"),
    path("scoring/<slug:part>/<int:pk>/move/", rules.rule_move, name="rule_move"),
    path("scoring/<slug:part>/<int:pk>/remove/", rules.rule_remove, name="rule_remove"),
    path("scoring/limits/", model.limits, name="limits"),
    path("scoring/bars/new/", rules.bar_new, name="bar_new"),
    path("scoring/thresholds/new/", rules.threshold_new, name="threshold_new"),
    path("scoring/groups/new/", rules.group_new, name="group_new"),
    path("scoring/parts/remove/", rules.part_remove, name="part_remove"),
]
signal_patterns = [
    path("scoring/signals/", signals.signals, name="signals"),
    path("scoring/signals/new/", signals.signal_new, name="signal_new"),
    path("scoring/signals/builder/", signals.signal_builder, name="signal_builder"),
    path("scoring/signals/<int:pk>/", signals.signal, name="signal"),
    path("scoring/signals/<int:pk>/seen/", signals.signal_seen, name="signal_seen"),
    path("scoring/signals/<int:pk>/retire/", signals.signal_retire, name="signal_retire"),
]
page_patterns = [
    path("scoring/", model.model, name="model"),
    path("scoring/draft/", model.draft_new, name="draft_new"),
    path("scoring/discard/", model.discard, name="discard"),
    path("scoring/publish/", publishing.publish, name="publish"),
    path("scoring/undo/", publishing.undo, name="undo"),
    path("scoring/held/", publishing.held, name="held"),
    path("scoring/held/release/", publishing.release, name="release"),
    path("scoring/versions/", publishing.versions, name="versions"),
    path("scoring/versions/<int:pk>/", publishing.version, name="version"),
    path("scoring/versions/<int:pk>/model.json", exchange.export, name="export"),
    path("scoring/import/", exchange.read_in, name="read_in"),
    path("scoring/start-from/", exchange.start_from, name="start_from"),
    path("scoring/rehearse/", rehearsals.start, name="rehearse"),
    path("scoring/rehearsals/<int:pk>/leads/", rehearsals.rehearsed_leads, name="rehearsed_leads"),
    path("leads/<int:pk>/as-of/", as_of.as_of, name="as_of"),
]
patterns = [*page_patterns, *signal_patterns, *rule_patterns]

add_links(Link("Scoring", "scoring:model", "sliders", roles=model.READERS, group="Marketing"))
