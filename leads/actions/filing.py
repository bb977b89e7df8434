"""Keeping files with leads. The bytes are on disk before the row is committed; what has no row is swept."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from leads.filing import new_key, place
from leads.models import Lead, LeadFile


@transaction.atomic
def keep_file(lead: Lead, *, name: str, size: int, chunks: Iterable[bytes], at: datetime, by: User) -> LeadFile:
    """Write a file down and its row; when the transaction fails the bytes are removed."""
    key = new_key()
    path = place(Path(settings.MEDIA_ROOT), lead.workspace_id, key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with path.open("xb") as out:
            path.chmod(0o600)
            for chunk in chunks:
                out.write(chunk)
        return LeadFile.objects.create(
            workspace_id=lead.workspace_id, lead=lead, name=name, key=key, size=size, at=at, by=by
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
