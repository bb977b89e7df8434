"""Addresses of the forms, under /w/<workspace>/forms/."""

from django.urls import path

from accounts.context import Link, add_links
from capture.views import web_forms

app_name = "forms"

urlpatterns = [
    path("", web_forms.web_forms, name="forms"),
    path("new/", web_forms.web_form_new, name="form_new"),
    path("<int:pk>/", web_forms.web_form, name="form"),
    path("<int:pk>/edit/", web_forms.web_form_edit, name="form_edit"),
    path("<int:pk>/close/", web_forms.web_form_close, name="form_close"),
    path("entries/<int:pk>/let-in/", web_forms.entry_let_in, name="entry_let_in"),
]

add_links(Link("Forms", "forms:forms", "ui-checks", group="Marketing"))
