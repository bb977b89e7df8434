"""Addresses of routing, under /w/<workspace>/."""

from django.urls import path

from accounts.context import Link, add_links
from accounts.panels import Panel, add_panels
from accounts.roles import Role
from accounts.tabs import Tab, add_tabs
from leads.lead_panels import LeadPanel, add_lead_panels
from routing import panels, today
from routing.desk_urls import patterns as desk
from routing.views import passing, plan, reasons, team, trying

app_name = "routing"
add_links(
    Link("Routing", "routing:plan", "signpost-split", group="Both", order=70),
    Link("Pools", "routing:pools", "people-fill", group="Sales"),
    Link("Reps", "routing:reps", "person-badge", group="Sales"),
)
add_tabs(Tab("Reasons", "routing:reasons", (Role.MARKETER, Role.MANAGER, Role.ADMIN), order=60))
add_panels(Panel("routing/_today.html", today.today, order=8))
add_panels(Panel("routing/_valve_panel.html", panels.valve, order=40, beside=True))
add_lead_panels(LeadPanel("routing/_pass.html", panels.the_pass, order=20))

urlpatterns = [
    *desk,
    path("routing/", plan.plan, name="plan"),
    path("routing/versions/<int:pk>/", plan.version, name="version"),
    path("routing/versions/<int:pk>/draft/", plan.draft_new, name="draft_new"),
    path("routing/draft/publish/", plan.draft_publish, name="draft_publish"),
    path("routing/draft/drop/", plan.draft_drop, name="draft_drop"),
    path("routing/draft/owner/", plan.draft_owner, name="draft_owner"),
    path("routing/rules/new/", plan.rule_new, name="rule_new"),
    path("routing/rules/<int:pk>/", plan.rule_edit, name="rule_edit"),
    path("routing/rules/<int:pk>/move/", plan.rule_move, name="rule_move"),
    path("routing/rules/<int:pk>/remove/", plan.rule_remove, name="rule_remove"),
    path("routing/try/", trying.try_out, name="try"),
    path("routing/ledger/", trying.ledger, name="ledger"),
    path("leads/<int:pk>/pass/", passing.pass_on, name="pass"),
    path("handoffs/<int:pk>/withdraw/", passing.withdraw, name="withdraw"),
    path("handoffs/<int:pk>/why/", trying.why, name="why"),
    path("settings/reasons/", reasons.reasons, name="reasons"),
    path("settings/reasons/new/", reasons.reason_new, name="reason_new"),
    path("settings/reasons/<int:pk>/", reasons.reason_edit, name="reason_edit"),
    path("settings/reasons/<int:pk>/retire/", reasons.reason_retire, name="reason_retire"),
    path("pools/", team.pools, name="pools"),
    path("pools/new/", team.pool_new, name="pool_new"),
    path("pools/<int:pk>/", team.pool_edit, name="pool_edit"),
    path("pools/<int:pk>/retire/", team.pool_retire, name="pool_retire"),
    path("reps/", team.reps, name="reps"),
    path("reps/<int:pk>/", team.rep, name="rep"),
    path("reps/<int:pk>/away/", team.away_new, name="away_new"),
    path("reps/<int:pk>/away/<int:absence>/withdraw/", team.away_withdraw, name="away_withdraw"),
]
