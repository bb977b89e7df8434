"""Where each pool is told of its offers by chat."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions as accounts
from accounts.actions import Refused
from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.roles import Role

WRITERS = (Role.MANAGER, Role.ADMIN)


@require_safe
@member(*WRITERS)
def chats(request: MemberRequest) -> HttpResponse:
    """Every pool, and whether it has a chat room; the address itself is a secret and not shown again."""
    rooms = set(request.workspace.chat_rooms.values_list("pool", flat=True))
    pools = request.workspace.pools.filter(retired_at=None).order_by("name")
    return page(request, "routing/chats.html", {"rows": [(pool, pool.pk in rooms) for pool in pools]})


@require_POST
@member(*WRITERS)
def chat(request: MemberRequest, pk: int) -> HttpResponse:
    """Set or take away a pool's webhook."""
    pool = get_object_or_404(request.workspace.pools.filter(retired_at=None), pk=pk)
    url = request.POST.get("url", "").strip()[:500]
    try:
        accounts.set_chat_room(request.workspace, pool=pool.pk, url=url, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{pool.name} is told by chat." if url else f"{pool.name} is not told by chat.")
    return redirect("routing:chats", request.workspace.slug)
