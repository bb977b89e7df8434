"""How the rep's work forgets a person: what was done stays counted, the words go, meetings are called off."""

from leads.traces import Place, Subject, blanked, register, rows_of
from routing.models import Meeting, MeetingState

TEXTS = {"agenda": "", "invited": [], "attended": [], "outcome": "", "place": "", "next_step": ""}


def forget_meetings(subject: Subject) -> int:
    """Call off what is planned, and blank every text."""
    rows = rows_of(Meeting, subject)
    rows.filter(state=MeetingState.PLANNED).update(state=MeetingState.CANCELLED)
    return rows.update(**TEXTS)


register(Place("routing.NextStep", "What was to be done next", blanked("routing.NextStep", text="")))
register(
    Place(
        "routing.Opportunity",
        "Opportunities; they stay for the counts, without what was said",
        blanked("routing.Opportunity", checklist={}, reason=""),
    )
)
register(Place("routing.Task", "Tasks about them", blanked("routing.Task", title="Erased")))
register(
    Place("routing.Question", "Questions between colleagues", blanked("routing.Question", text="Erased", answer=""))
)
register(Place("routing.Meeting", "Meetings about them", forget_meetings))
