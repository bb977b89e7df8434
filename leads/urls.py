"""Addresses of the hall, under /w/<workspace>/."""

from django.urls import include, path

from accounts.context import Link, add_links
from accounts.panels import add_panels
from accounts.roles import Role
from accounts.steps import add_steps
from accounts.tabs import Tab, add_tabs
from leads import definition_panel, first_page
from leads.lead_panels import add_lead_panels
from leads.views import (
    briefs,
    changing,
    chosen,
    companies,
    counting,
    custody,
    duplicates,
    files,
    lead,
    leads,
    library,
    offerings,
    options,
    privacy,
    saved,
)

app_name = "leads"
MARKETING = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
add_links(
    Link("Leads", "leads:leads", "people", group="Marketing"),
    Link("Companies", "leads:companies", "building", group="Marketing"),
    Link("Campaigns", "leads:campaigns", "megaphone", group="Marketing"),
    Link("Content", "leads:library", "journal-text", group="Marketing"),
    Link("Offerings", "leads:offerings", "gift", group="Marketing"),
    Link("Duplicates", "leads:duplicates", "intersect", MARKETING, group="Marketing"),
    Link("Lost and found", "leads:lost_and_found", "life-preserver", group="Both", order=75),
)

list_patterns = [
    path("leads/", leads.leads, name="leads"),
    path("leads/export.csv", leads.leads_csv, name="leads_csv"),
    path("leads/chosen/", chosen.chosen, name="chosen"),
    path("leads/new/", changing.lead_new, name="lead_new"),
    path("leads/lost-and-found/", custody.lost_and_found, name="lost_and_found"),
    path("leads/duplicates/", duplicates.duplicates, name="duplicates"),
    path("leads/views/new/", saved.view_new, name="view_new"),
    path("leads/views/<int:pk>/", saved.view_edit, name="view_edit"),
    path("leads/views/<int:pk>/star/", saved.view_star, name="view_star"),
    path("leads/segments/", include("leads.conditions_urls")),
    path("leads/merges/<int:pk>/undo/", duplicates.merge_undo, name="merge_undo"),
]
lead_patterns = [
    path("leads/<int:pk>/", lead.lead, name="lead"),
    path("leads/<int:pk>/brief/", briefs.brief, name="brief"),
    path("leads/<int:pk>/brief/mail/", briefs.brief_mail, name="brief_mail"),
    path("leads/<int:pk>/brief/why/", briefs.brief_why, name="brief_why"),
    path("leads/<int:pk>/edit/", changing.lead_edit, name="lead_edit"),
    path("leads/<int:pk>/note/", lead.note, name="note"),
    path("leads/<int:pk>/count/", counting.count, name="count"),
    path("leads/<int:pk>/return/", changing.give_return, name="return"),
    path("leads/<int:pk>/disqualify/", changing.disqualify, name="disqualify"),
    path("leads/<int:pk>/company/", companies.lead_company, name="lead_company"),
    path("leads/<int:pk>/merge/", duplicates.merge_with, name="merge_with"),
    path("leads/<int:pk>/merge/<int:other>/", duplicates.merge, name="merge"),
    path("leads/<int:pk>/files/new/", files.file_new, name="file_new"),
    path("leads/<int:pk>/files/<int:file>/", files.file, name="file"),
    path("leads/<int:pk>/files/<int:file>/remove/", files.file_remove, name="file_remove"),
    path("leads/<int:pk>/privacy/", privacy.privacy, name="privacy"),
    path("leads/<int:pk>/export.json", privacy.export, name="lead_export"),
    path("leads/<int:pk>/erase/", privacy.erase, name="erase"),
]
library_patterns = [
    path("companies/", companies.companies, name="companies"),
    path("companies/<int:pk>/", companies.company, name="company"),
    path("companies/<int:pk>/edit/", companies.company_edit, name="company_edit"),
    path("companies/<int:pk>/facts/new/", companies.fact_new, name="fact_new"),
    path("companies/<int:pk>/facts/<int:fact>/withdraw/", companies.fact_withdraw, name="fact_withdraw"),
    path("companies/<int:pk>/news/new/", companies.news_new, name="news_new"),
    path("definitions/", include("leads.definitions_urls")),
    path("content/", library.library, name="library"),
    path("content/new/", library.content_new, name="content_new"),
    path("content/<int:pk>/", library.content_edit, name="content_edit"),
    path("offerings/", offerings.offerings, name="offerings"),
    path("offerings/new/", offerings.offering_new, name="offering_new"),
    path("offerings/<int:pk>/", offerings.offering_edit, name="offering_edit"),
    path("offerings/<int:pk>/retire/", offerings.offering_retire, name="offering_retire"),
    path("campaigns/", library.campaigns, name="campaigns"),
    path("campaigns/new/", library.campaign_new, name="campaign_new"),
    path("campaigns/<int:pk>/", library.campaign_edit, name="campaign_edit"),
]
settings_patterns = [
    path("settings/leads/", options.options, name="options"),
    path("settings/fields/", options.own_fields, name="own_fields"),
    path("settings/fields/new/", options.field_new, name="field_new"),
    path("settings/fields/<int:pk>/", options.field_edit, name="field_edit"),
    path("settings/fields/<int:pk>/retire/", options.field_retire, name="field_retire"),
    path("settings/suppression/", privacy.suppression, name="suppression"),
]
urlpatterns = [*list_patterns, *lead_patterns, *library_patterns, *settings_patterns]

add_tabs(
    Tab("Leads", "leads:options", (Role.ADMIN,), order=30),
    Tab("Lead fields", "leads:own_fields", (Role.ADMIN, Role.MARKETER), order=31),
    Tab("Suppression list", "leads:suppression", (Role.ADMIN, Role.MARKETER), order=32),
)
add_steps(*first_page.STEPS)
add_panels(*first_page.PANELS)
add_lead_panels(definition_panel.PANEL)
