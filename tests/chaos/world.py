"""The workspace that stands in the storm, and what is looked at when it is over."""

import time
import urllib.request
from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.db.utils import Error
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import Membership, User, Workspace
from capture.models import WriteKey, mint
from leads import custody
from leads.actions import in_force
from leads.actions.qualifying import meeting
from leads.models import Activity, Lead
from routing.actions import reconciling
from routing.models import Handoff, State
from tests.chaos.clients import Batch

REPS = 8


def wait_for(port: int, patience: float) -> None:
    """Until the web pages answer."""
    until = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=2)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def furnish() -> tuple[Workspace, str]:
    """A workspace with reps and a write key."""
    ada = User.objects.create_user("ada@storm.example", "a-good-long-password", name="Ada")
    workspace = actions.create_workspace(name="Storm", by=ada, slug="storm")
    with tenancy.workspace(workspace):
        for number in range(REPS):
            rep = User.objects.create_user(f"rep{number}@storm.example", "a-good-long-password", name=f"Rep {number}")
            Membership.objects.create(workspace=workspace, user=rep, rep=True)
        key = mint(workspace.pk)
        WriteKey.objects.create(workspace=workspace, name="Storm", key=key, created_by=ada)
    return workspace, key


def check(workspace: Workspace, batches: list[Batch], *, patience: float) -> int:
    """Wait for the calm, then hold everything against what was sent; answer the exit code."""
    until = time.monotonic() + patience
    while not calm(workspace) and time.monotonic() < until:
        time.sleep(1)
    with tenancy.workspace(workspace):
        lines = [look(workspace, batches) for look in LOOKS]
    for what, checked, wrong in lines:
        print(f"{what}: {checked:,} checked, {wrong} wrong")
    return 1 if any(wrong for _, _, wrong in lines) else 0


def calm(workspace: Workspace) -> bool:
    """Whether nothing waits for a rep any more."""
    try:
        with tenancy.workspace(workspace):
            return not Handoff.objects.filter(workspace=workspace, state=State.WAITING).exists()
    except Error:
        connection.close()
        return False


Line = tuple[str, int, int]


def activities(workspace: Workspace, batches: list[Batch]) -> Line:
    """Every event that was answered is stored, once."""
    sent = {event["messageId"] for batch in batches for event in batch.events}
    stored = Counter(str(pk) for pk in Activity.objects.values_list("message_id", flat=True))
    wrong = len(sent - set(stored)) + sum(number - 1 for number in stored.values())
    return "activities stored once", len(sent), wrong + len(set(stored) - sent)


def hands(workspace: Workspace, batches: list[Batch]) -> Line:
    """Whoever asked for a demo was handed over, once; nobody was twice."""
    raised = {
        event["userId"].removeprefix("user-")
        for batch in batches
        for event in batch.events
        if event.get("event") == "Demo Requested"
    }
    rows = Handoff.objects.values_list("lead__email", flat=True)
    handed = Counter(email.partition("@")[0].removeprefix("lead") for email in rows)
    return "hand-raisers handed over once", len(raised), len(raised - set(handed)) + sum(n - 1 for n in handed.values())


def qualified(workspace: Workspace, batches: list[Batch]) -> Line:
    """Nobody who meets the definition is still with marketing."""
    definition = in_force(workspace.pk, "mql")
    missed = meeting(definition, at=timezone.now()).count() if definition else 0
    return "leads that qualify were passed", Lead.objects.count(), missed


def rows(workspace: Workspace, batches: list[Batch]) -> Line:
    """Leads, handoffs and custody say the same."""
    return "leads and handoffs agree", Handoff.objects.count(), len(reconciling.wrongs(workspace.pk))


def held(workspace: Workspace, batches: list[Batch]) -> Line:
    """Every live lead has a holder, and nothing that was to be offered waits."""
    found = custody.inspect(workspace.pk)
    waiting = Handoff.objects.filter(state=State.WAITING).count()
    return "leads with a holder", found.live, found.adrift + waiting


def offers(workspace: Workspace, batches: list[Batch]) -> Line:
    """Each offer was told to its rep, once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE n.id IS NULL) FROM routing_offer o"
            " LEFT JOIN accounts_notification n ON n.workspace_id = o.workspace_id AND n.to_id = o.rep_id"
            " AND n.key = 'offer-' || o.handoff_id || '-' || o.number"
        )
        checked, untold = cursor.fetchone()
    return "offers told once", checked, untold


LOOKS: tuple[Callable[[Workspace, list[Batch]], Line], ...] = (activities, hands, qualified, rows, held, offers)
