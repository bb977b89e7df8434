"""Addresses of capture: the tracking API, and the pages of a workspace."""

from django.urls import path, re_path

from capture.views import hosted, scripts, tracking

app_name = "capture"
tracking_patterns = [
    path("v1/projects/<str:key>/settings", scripts.settings_of, name="segment_settings"),
    path("analytics.js/v1/<str:key>/analytics.min.js", scripts.analytics, name="segment_script"),
    path("sourceConfig/", scripts.source_config, name="rudder_settings"),
    path("sourceConfig", scripts.source_config),
    path("track.js", scripts.track, name="script"),
    re_path(r"^/*v1/+(?P<name>[a-z]{1,10})/*$", tracking.receive, name="receive"),
]
form_patterns = [
    path("f/<str:public_id>/", hosted.hosted, name="form"),
    path("f/<str:public_id>/thanks/", hosted.thanks, name="form_thanks"),
]
urlpatterns = [*tracking_patterns, *form_patterns]
