"""Addresses of definitions, under definitions/; included by leads/urls.py."""

from django.urls import path

from accounts.context import Link, add_links
from leads.views import defining, definitions

urlpatterns = [
    path("", definitions.definitions, name="definitions"),
    path("<int:pk>/propose/", defining.propose, name="definition_propose"),
    path("<int:pk>/", definitions.definition, name="definition"),
    path("<int:pk>/leads/", definitions.definition_leads, name="definition_leads"),
    path("<int:pk>/compare/<int:other>/", definitions.definition_compare, name="definition_compare"),
    path("<int:pk>/sign/", defining.sign, name="definition_sign"),
    path("<int:pk>/withdraw/", defining.withdraw, name="definition_withdraw"),
    path("<int:pk>/remark/", defining.remark, name="definition_remark"),
    path("<int:pk>/pass-on/", defining.pass_on, name="definition_pass_on"),
]

add_links(Link("Definitions", "leads:definitions", "file-earmark-check", group="Marketing"))
