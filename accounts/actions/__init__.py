"""The ground's verbs: workspaces, invitations, roles, keys, people. Every door calls these.

One module for each topic; `from accounts import actions` is how doors import them.
"""

from accounts.actions.choosing import choose_notifications, set_chat_room
from accounts.actions.invitations import (
    INVITATION_LASTS,
    MOST_AT_ONCE,
    MOST_OPEN,
    invite,
    invite_all,
    is_for,
    join,
    mail_invitation,
    resend,
    revoke_invitation,
)
from accounts.actions.keys import key_used, make_key, revoke_key
from accounts.actions.notifying import Notice, notify, notify_many, notify_pool, read, send_trial
from accounts.actions.outgoing import send_again
from accounts.actions.people import (
    add_person,
    change_profile,
    choose_theme,
    close_account,
    close_tour,
    end_sessions,
    open_account,
)
from accounts.actions.refusals import Refused
from accounts.actions.summing_up import SUMMARIES, sum_up
from accounts.actions.team import change_roles, deactivate, keep_an_admin, reactivate, seen
from accounts.actions.upkeep import ANSWERS_KEPT, TIDY, forget_answers, tidy
from accounts.actions.workspaces import RESERVED, change_workspace, create_workspace, keep

__all__ = [
    "ANSWERS_KEPT",
    "INVITATION_LASTS",
    "MOST_AT_ONCE",
    "MOST_OPEN",
    "RESERVED",
    "SUMMARIES",
    "TIDY",
    "Refused",
    "add_person",
    "change_profile",
    "change_roles",
    "change_workspace",
    "choose_notifications",
    "choose_theme",
    "close_tour",
    "close_account",
    "create_workspace",
    "deactivate",
    "end_sessions",
    "forget_answers",
    "invite",
    "invite_all",
    "is_for",
    "join",
    "keep",
    "keep_an_admin",
    "key_used",
    "mail_invitation",
    "make_key",
    "notify",
    "notify_many",
    "notify_pool",
    "open_account",
    "read",
    "reactivate",
    "resend",
    "revoke_invitation",
    "revoke_key",
    "seen",
    "send_again",
    "send_trial",
    "set_chat_room",
    "sum_up",
    "tidy",
    "Notice",
]
