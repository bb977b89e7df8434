"""What programs send and get about handoffs."""

from typing import ClassVar

from rest_framework import serializers

from accounts.rest.fields import Body, Choice, Email, Instant, Lines, Query, Text, Truth, Whole, WholeInQuery
from accounts.rest.paging import PageQuery
from routing.models import Fate, State, Trigger

BY = "The address of the member for whom the program acts; without it, whoever made the key."
STATES = [state.value for state in State]


class RepBody(Body):
    """A member."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="called")
    email = serializers.CharField()


class HandoffBody(Body):
    """One pass of one lead from marketing to sales."""

    id = serializers.IntegerField()
    lead = serializers.IntegerField(source="lead_id")
    lead_name = serializers.CharField(source="lead.called")
    state = serializers.ChoiceField(STATES)
    trigger = serializers.ChoiceField([trigger.value for trigger in Trigger])
    said = serializers.CharField(help_text="The signal that raised the hand, or why it was passed.")
    cycle = serializers.IntegerField(help_text="Which time round this is for the lead.")
    priority = serializers.IntegerField(help_text="1 is most urgent.")
    score = serializers.IntegerField(help_text="When it was passed, in hundredths of a point.")
    grade = serializers.CharField()
    rep = RepBody(allow_null=True)
    pool = serializers.IntegerField(source="pool_id", allow_null=True)
    opened_at = serializers.DateTimeField()
    offered_at = serializers.DateTimeField(allow_null=True)
    accept_by = serializers.DateTimeField(allow_null=True)
    promise_at = serializers.DateTimeField(allow_null=True, help_text="While it waits: when it will be offered.")
    held_for = serializers.CharField(help_text="While it waits: why.")
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = RepBody(allow_null=True)
    reason = serializers.CharField(source="reason.key", default=None, allow_null=True)
    note = serializers.CharField()
    responded_at = serializers.DateTimeField(allow_null=True, help_text="The first human touch.")
    qualified_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_as = serializers.CharField()
    offers = serializers.IntegerField(help_text="How often it was offered.")
    plan_version = serializers.IntegerField(allow_null=True)
    definition_version = serializers.IntegerField(allow_null=True)
    agreement_version = serializers.IntegerField(allow_null=True)

    examples: ClassVar = {"id": 7001, "state": "offered", "trigger": "hand-raiser", "grade": "A1", "priority": 1}


class HandoffQuery(PageQuery):
    """Which handoffs."""

    state = serializers.ChoiceField(STATES, required=False, help_text="Only those in this state.")
    lead = WholeInQuery(required=False, help_text="Only the passes of this lead.")
    rep = WholeInQuery(required=False, help_text="Only those of this person (a user's id).")
    pool = WholeInQuery(required=False, help_text="Only those of this pool.")


class ActBody(Body):
    """Somebody does something."""

    by_email = Email(required=False, help_text=BY)
    at = Instant(required=False, help_text="When; now where not given.")

    examples: ClassVar = {"by_email": "ravi@acme.example"}


class AcceptBody(ActBody):
    """Take the lead."""

    next_step_at = Instant(help_text="When the rep does the next step.")
    note = Lines(required=False, allow_blank=True, max_length=500)

    examples: ClassVar = {"by_email": "ravi@acme.example", "next_step_at": "2026-03-10T15:00:00Z"}


class GiveBackBody(ActBody):
    """Refuse the lead, or hand it back."""

    reason = Text(max_length=40, help_text="The key of a reason of the workspace's list.")
    note = Lines(required=False, allow_blank=True, max_length=500)
    fate = Choice([fate.value for fate in Fate], required=False, help_text="Where it goes; the reason says it, too.")
    return_at = Instant(required=False, help_text="When marketing looks at it again.")
    track = Text(required=False, allow_blank=True, max_length=60, help_text="The nurture track.")

    examples: ClassVar = {"by_email": "ravi@acme.example", "reason": "no_budget"}


class QualifyBody(ActBody):
    """The checklist is met."""

    next_step_at = Instant(help_text="When the rep does the next step.")
    checklist = serializers.DictField(required=False, help_text="What was found out, by item of the checklist.")
    amount = Whole(required=False, min_value=0, help_text="What it may bring, in hundredths.")
    currency = Text(required=False, max_length=3)

    examples: ClassVar = {"next_step_at": "2026-03-12T09:00:00Z", "amount": 1200000, "currency": "EUR"}


class WonBody(ActBody):
    """They bought."""

    reason = Text(max_length=200, help_text="Why they bought.")
    amount = Whole(required=False, min_value=0, help_text="In hundredths.")
    currency = Text(required=False, max_length=3)

    examples: ClassVar = {"reason": "Best fit", "amount": 1000000, "currency": "EUR"}


class LostBody(ActBody):
    """They did not."""

    reason = Text(max_length=200, help_text="Why not.")

    examples: ClassVar = {"reason": "Chose a competitor"}


class ReassignBody(ActBody):
    """Another rep."""

    to_email = Email(help_text="The address of the rep who gets it.")
    why = Text(required=False, allow_blank=True, max_length=150)

    examples: ClassVar = {"to_email": "rita@acme.example", "why": "Speaks Polish"}


class TryBody(Body):
    """Leads to try a plan on."""

    leads = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=500, help_text="Their ids.")
    draft = Truth(required=False, help_text="Try the draft instead of the version in force.")

    examples: ClassVar = {"leads": [4711, 4712], "draft": True}


class CandidateBody(Body):
    """Why somebody would or would not get it."""

    rep = serializers.IntegerField()
    name = serializers.CharField()
    why = serializers.CharField()
    chosen = serializers.BooleanField()


class TrialBody(Body):
    """What would become of one lead."""

    lead = serializers.IntegerField()
    rep = serializers.IntegerField(allow_null=True)
    pool = serializers.IntegerField(allow_null=True)
    to = serializers.CharField(help_text="Who that is; empty where it would wait.")
    why = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    candidates = CandidateBody(many=True)


class TriedBody(Body):
    """What the plan would do."""

    version = serializers.IntegerField()
    trials = TrialBody(many=True)


class CustodyQuery(Query):
    """Nothing to ask."""


class CertificateBody(Body):
    """Every live lead has a holder: counted now."""

    at = serializers.DateTimeField()
    live = serializers.IntegerField(help_text="Leads that somebody must hold.")
    adrift = serializers.IntegerField(help_text="Those that nobody holds.")
    kept = serializers.BooleanField(help_text="Whether the promise holds: nobody adrift.")
    held = serializers.DictField(child=serializers.IntegerField(), help_text="How many each holder has.")
    overdue = serializers.DictField(child=serializers.IntegerField(), help_text="Of these, whose time has run out.")

    examples: ClassVar = {"live": 12481, "adrift": 0, "kept": True, "held": {"sales": 212}}
