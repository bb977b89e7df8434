"""The hall's doors for programs: leads, what they did, companies, and what the law gives people."""

from django.urls import path

from leads.api.companies import Companies, CompanyFacts, CompanyNewsLog
from leads.api.leads import Activities, Batches, Leads
from leads.api.lives import Consents, Duplicates, Erasures, Exports, Merges

LISTED = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "partial_update"}
urlpatterns = [
    path("leads/", Leads.as_view(LISTED), name="leads"),
    path("leads/batch/", Batches.as_view({"post": "batch"}), name="lead-batch"),
    path("leads/duplicates/", Duplicates.as_view({"get": "retrieve"}), name="lead-duplicates"),
    path("leads/<int:pk>/", Leads.as_view(ONE), name="lead"),
    path("leads/<int:pk>/activities/", Activities.as_view({"get": "list"}), name="lead-activities"),
    path("leads/<int:pk>/consents/", Consents.as_view(LISTED), name="lead-consents"),
    path("leads/<int:pk>/merge/", Merges.as_view({"post": "merge"}), name="lead-merge"),
    path("leads/<int:pk>/export/", Exports.as_view({"get": "retrieve"}), name="lead-export"),
    path("leads/<int:pk>/erase/", Erasures.as_view({"post": "erase"}), name="lead-erase"),
    path("merges/<int:pk>/undo/", Merges.as_view({"post": "undo"}), name="merge-undo"),
    path("companies/", Companies.as_view(LISTED), name="companies"),
    path("companies/<int:pk>/", Companies.as_view(ONE), name="company"),
    path("companies/<int:pk>/facts/", CompanyFacts.as_view(LISTED), name="company-facts"),
    path("companies/<int:pk>/news/", CompanyNewsLog.as_view(LISTED), name="company-news"),
]
