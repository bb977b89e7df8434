"""Addresses of the ground floor: people's own pages, and what stands under /w/<workspace>/."""

from django.urls import URLPattern, URLResolver, include, path

from accounts import first_page
from accounts.context import Link, add_links
from accounts.panels import add_panels
from accounts.roles import Role
from accounts.steps import add_steps
from accounts.tabs import Tab, add_tabs
from accounts.views import entrance, jobs, keys, mail_folder, notifications, profile, records, team, workspace

app_name = "accounts"
Patterns = list[URLPattern | URLResolver]

settings_patterns: Patterns = [
    path("", workspace.settings, name="settings"),
    path("workspace/", workspace.workspace, name="workspace"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="invite"),
    path("team/<int:pk>/", team.person, name="person"),
    path("team/<int:pk>/deactivate/", team.deactivate, name="deactivate"),
    path("team/<int:pk>/reactivate/", team.reactivate, name="reactivate"),
    path("invitations/<int:pk>/resend/", team.resend, name="invitation_resend"),
    path("invitations/<int:pk>/revoke/", team.revoke, name="invitation_revoke"),
    path("keys/", keys.keys, name="keys"),
    path("keys/new/", keys.key_new, name="key_new"),
    path("keys/<int:pk>/revoke/", keys.key_revoke, name="key_revoke"),
    path("notifications/", notifications.notification_settings, name="notification_settings"),
    path("notifications/trial/", notifications.notification_trial, name="notification_trial"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/stop/", jobs.stop, name="job_stop"),
    path("outbox/", records.outbox, name="outbox"),
    path("outbox/<int:pk>/", records.outgoing, name="outgoing"),
    path("outbox/<int:pk>/replay/", records.replay, name="replay"),
    path("audit/", records.audit, name="audit"),
    path("system/", records.system, name="system"),
]
workspace_patterns: Patterns = [
    path("", workspace.home, name="home"),
    path("tour/close/", workspace.tour_close, name="tour_close"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/bell/", notifications.bell, name="bell"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/<int:pk>/", notifications.notification, name="notification"),
    path("settings/", include(settings_patterns)),
]
urlpatterns: Patterns = [
    path("workspaces/", entrance.switch, name="switch"),
    path("workspaces/new/", entrance.workspace_new, name="workspace_new"),
    path("invitations/<str:token>/", entrance.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", entrance.accept, name="invitation_accept"),
    path("invitations/<str:token>/sign-out/", entrance.leave_for, name="invitation_sign_out"),
    path("profile/", profile.profile, name="profile"),
    path("profile/theme/", profile.theme, name="theme"),
    path("outbox/", mail_folder.letters, name="letters"),
    path("outbox/<str:name>/", mail_folder.letter, name="letter"),
    path("outbox/<str:name>/html/", mail_folder.letter_html, name="letter_html"),
    path("w/<slug:workspace>/", include(workspace_patterns)),
]

add_links(
    Link("Home", "accounts:home", "house"),
    Link("Settings", "accounts:settings", "gear"),
)
add_tabs(
    Tab("Workspace", "accounts:workspace", (Role.ADMIN,), order=10),
    Tab("Team", "accounts:team", order=20),
    Tab("Notifications", "accounts:notification_settings", order=25),
    Tab("API keys", "accounts:keys", (Role.ADMIN,), order=60),
    Tab("Jobs", "accounts:jobs", order=70),
    Tab("Outbox", "accounts:outbox", (Role.ADMIN,), order=80),
    Tab("Audit log", "accounts:audit", (Role.ADMIN,), order=85),
    Tab("System", "accounts:system", (Role.ADMIN, Role.MANAGER), order=90),
)
add_steps(*first_page.STEPS)
add_panels(*first_page.PANELS)
