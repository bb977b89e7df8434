"""What scoring puts on a lead's page: why the lead has its points."""

from typing import Any

from accounts.actions import Refused
from accounts.models import Membership
from leads.lead_panels import LeadPanel, add_lead_panels
from leads.models import Lead
from scoring import actions as scoring
from scoring.actions import Verdict
from scoring.receipts import Hit, Line, Receipt, shown

MOST_NAMED = 5  # activities in one line


def why(membership: Membership, lead: Lead) -> dict[str, Any] | None:
    """The receipt of this moment; the panel says so where no model is published."""
    if lead.erased_at or lead.merged_into_id:
        return None
    try:
        found = scoring.receipt(lead)
    except Refused:
        return {"receipt": None, "lead": lead}
    return {**in_words(found), "lead": lead}


def in_words(found: Receipt) -> dict[str, Any]:
    """The receipt as it is read."""
    steps = [
        f"{shown(step.missing)} more for {step.to}" + (f": {'; '.join(step.ways)}" if step.ways else "")
        for step in found.steps
    ]
    return {
        "receipt": found,
        "score": shown(found.score),
        "parts": f"fit {shown(found.fit)} · engagement {shown(found.engagement)} · model v{found.version}",
        "lines": [line_in_words(line) for line in found.lines],
        "steps": steps,
    }


def line_in_words(line: Line) -> dict[str, Any]:
    """One line."""
    most = f", at most {shown(line.at_most)}" if line.at_most is not None else ""
    return {
        "label": f"{line.label} ×{line.count:,}" if line.count > 1 else line.label,
        "exegraphic": line.exegraphic,
        "cooling": line.cooling if line.count else "",
        "each": f"{line.count:,} counted, {signed(line.each)} each{most}" if line.each is not None else "",
        "hits": [hit_in_words(hit) for hit in line.hits[:MOST_NAMED]],
        "earlier": max(0, line.count - MOST_NAMED),
        "newest": line.newest,
        "kind": "limit" if line.kind == "cap" else line.part,
        "points": signed(line.points),
        "is_loss": line.points < 0,
    }


def hit_in_words(hit: Hit) -> dict[str, Any]:
    """One activity."""
    return {"title": hit.title, "at": hit.at, "left": f"{hit.factor:.0%} left" if hit.factor < 0.995 else ""}


def verdict_in_words(verdict: Verdict) -> dict[str, Any]:
    """What Verify found."""
    said = f"Stored {shown(verdict.stored)}, the activities say {shown(verdict.receipt)}"
    return {"equal": verdict.equal, "said": "Equal to what the activities say" if verdict.equal else said}


def signed(hundredths: int) -> str:
    """+20, −15."""
    return f"{'−' if hundredths < 0 else '+'}{shown(abs(hundredths))}"


add_lead_panels(LeadPanel("scoring/_receipt.html", why, order=10))
