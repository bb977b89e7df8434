"""Addresses of reports, under /w/<workspace>/."""

from django.urls import path

from accounts.context import Link, add_links
from reports.views import calendar, goals, reviews, rows, showing, subscriptions

app_name = "reports"
add_links(
    Link("Reports", "reports:reports", "bar-chart-steps", group="Both", order=10),
    Link("Goals", "reports:goals", "bullseye", group="Both", order=40),
    Link("Reviews", "reports:reviews", "clipboard-check", group="Both"),
    Link("Activity calendar", "reports:calendar", "calendar3", group="Both", order=60),
)
urlpatterns = [
    path("reports/", showing.show_pipeline, name="reports"),
    path("reports/pipeline/", showing.show_pipeline, name="pipeline"),
    path("reports/funnel/", showing.show_funnel, name="funnel"),
    path("reports/sources/", showing.show_sources, name="sources"),
    path("reports/assignment/", showing.show_assignment, name="assignment"),
    path("reports/feedback/", showing.show_feedback, name="feedback"),
    path("reports/coaching/", showing.show_coaching, name="coaching"),
    path("reports/engagement/", showing.show_engagement, name="engagement"),
    path("reports/rows/", rows.show_rows, name="rows"),
    path("goals/", goals.goals, name="goals"),
    path("goals/new/", goals.goal_new, name="goal_new"),
    path("goals/owners/", goals.metric_owner, name="metric_owner"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/edit/", goals.goal_edit, name="goal_edit"),
    path("goals/<int:pk>/drop/", goals.goal_drop, name="goal_drop"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.event_new, name="event_new"),
    path("calendar/<int:pk>/", calendar.event_edit, name="event_edit"),
    path("calendar/<int:pk>/drop/", calendar.event_drop, name="event_drop"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/readers/", reviews.readers, name="readers"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/items/<int:pk>/done/", reviews.item_done, name="item_done"),
    path("reports/by-mail/", subscriptions.subscriptions, name="subscriptions"),
    path("reports/by-mail/new/", subscriptions.subscribe, name="subscribe"),
    path("reports/by-mail/<int:pk>/stop/", subscriptions.unsubscribe, name="unsubscribe"),
]
