"""Addresses of the rep's day: queue, working, tasks, questions; and marketing's tracker of what it handed over."""

from django.urls import path

from accounts.context import Link, add_links
from accounts.roles import Role
from accounts.tabs import Tab, add_tabs
from leads.lead_panels import LeadPanel, add_lead_panels
from routing import desk, panels
from routing.views import after, answering, chats, meetings, playbooks, queue, working

SELLERS = (Role.REP, Role.MANAGER)
MARKETING = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
add_links(
    Link("My queue", "routing:queue", "inbox", SELLERS, desk.count_queue, group="Sales", urgent=True),
    Link("Working", "routing:working", "briefcase", SELLERS, desk.count_working, group="Sales"),
    Link("Tasks", "routing:tasks", "check2-square", count=desk.count_tasks, group="Sales"),
    Link("Meetings", "routing:meetings", "calendar-event", group="Sales"),
    Link("Questions", "routing:questions", "chat-left-text", count=desk.count_questions, group="Sales"),
    Link("Handed leads", "routing:handed", "arrow-left-right", MARKETING, group="Marketing"),
)
add_lead_panels(LeadPanel("routing/_alongside.html", panels.alongside, order=15))
add_tabs(
    Tab("Playbooks", "routing:playbooks", playbooks.WRITERS, order=40),
    Tab("Chat of pools", "routing:chats", chats.WRITERS, order=41),
)

patterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/rows/", queue.queue_rows, name="queue_rows"),
    path("queue/<int:pk>/", queue.handoff, name="handoff"),
    path("queue/<int:pk>/accept/", queue.accept, name="accept"),
    path("queue/<int:pk>/reject/", answering.reject, name="reject"),
    path("queue/<int:pk>/nurture/", answering.nurture, name="nurture"),
    path("queue/<int:pk>/reassign/", answering.reassign, name="reassign"),
    path("queue/<int:pk>/ask/", answering.ask, name="ask"),
    path("queue/<int:pk>/meeting/", meetings.meeting_new, name="meeting_new"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/move/", meetings.meeting_move, name="meeting_move"),
    path("meetings/<int:pk>/off/", meetings.meeting_off, name="meeting_off"),
    path("handoffs/<int:pk>/brief/", queue.passed, name="passed"),
    path("working/", working.working, name="working"),
    path("working/<int:pk>/", working.work, name="work"),
    path("working/<int:pk>/touch/", working.touch, name="touch"),
    path("working/<int:pk>/next/", working.next_step, name="next_step"),
    path("working/<int:pk>/qualify/", working.qualify, name="qualify"),
    path("working/<int:pk>/won/", working.won, name="won"),
    path("working/<int:pk>/lost/", working.lost, name="lost"),
    path("tasks/", after.tasks, name="tasks"),
    path("tasks/<int:pk>/done/", after.task_done, name="task_done"),
    path("questions/", after.questions, name="questions"),
    path("questions/<int:pk>/", after.answer, name="answer"),
    path("handed/", after.handed, name="handed"),
    path("settings/chats/", chats.chats, name="chats"),
    path("settings/chats/<int:pk>/", chats.chat, name="chat"),
    path("settings/playbooks/", playbooks.playbooks, name="playbooks"),
]
