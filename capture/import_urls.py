"""Addresses of the import, under /w/<workspace>/import/."""

from django.urls import path

from accounts.context import Link, add_links
from capture.views import import_results, importing

app_name = "imports"

urlpatterns = [
    path("", importing.imports, name="imports"),
    path("upload/", importing.upload, name="upload"),
    path("files/<int:pk>/", importing.preview, name="preview"),
    path("files/<int:pk>/mapping/", importing.mapping, name="mapping"),
    path("runs/<int:pk>/", import_results.run, name="run"),
    path("runs/<int:pk>/start/", import_results.start, name="start"),
    path("runs/<int:pk>/undo/", import_results.undo, name="undo"),
    path("runs/<int:pk>/leads/", import_results.leads, name="leads"),
    path("runs/<int:pk>/complaints.csv", import_results.complaints_csv, name="complaints_csv"),
    path("runs/<int:pk>/refused.csv", import_results.refused_csv, name="refused_csv"),
]

add_links(Link("Import", "imports:imports", "upload", importing.WRITERS, group="Marketing"))
