"""What programs send and get about leads."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.rest.fields import Body, Choice, Instant, Text, Truth, Whole, WholeInQuery
from accounts.rest.paging import PageQuery
from leads.models import Lead
from leads.stages import Holder, Stage

STAGES = [stage.value for stage in Stage]
HOLDERS = [holder.value for holder in Holder]
LONGEST = 5_000  # characters a text may have before the field's own limit is looked at


def text(help_text: str = "") -> Text:
    """A text that may be left out; null and an empty text are the same."""
    options = {"required": False, "allow_blank": True, "allow_null": True, "max_length": LONGEST}
    return Text(help_text=help_text, **options)


def table(help_text: str, child: serializers.Field | None = None) -> serializers.DictField:
    """Names with values."""
    options = {"child": child} if child else {}
    return serializers.DictField(required=False, allow_null=True, help_text=help_text, **options)


class PersonBody(Body):
    """What is known of a person. At least an e-mail address, a phone number, an id, or a name with a company."""

    email = text("Finds the lead, in any spelling the workspace takes for the same.")
    phone = text("In international form, or as written in `country` or the workspace's country.")
    first_name = text()
    last_name = text()
    title = text("Job title.")
    buying_role = text("Their part in buying: decides, uses, pays …")
    preferred_channel = text("How they like to be reached.")
    language = text("A code such as `de` or `en-GB`.")
    company_name = text("As they write it.")
    company_domain = text("The firm's web domain; without it the e-mail domain tells, unless anybody gets one there.")
    country = text("A name in any language, or a code of two or three letters.")
    region = text()
    city = text()
    time_zone = text("An IANA time zone.")
    source = text("Where they came from; the earliest sighting's is kept.")
    channel = text()
    campaign = text("A campaign's name or key.")
    landing_page = text("The first page they saw.")
    product = text("What they are interested in.")
    utm = table("UTM tags, with or without `utm_`.", child=Text(allow_blank=True, allow_null=True))
    custom = table("The workspace's own fields by key.")
    company = table("Of the firm: industry, employees, revenue, currency, country, region, city.")
    ids = table('Ids in other systems by kind: `{"crm": "42"}`.', child=Text())
    consent = Truth(required=False, allow_null=True, help_text="Whether they agreed to be written to.")
    consent_text = text("Which version of the text they agreed to.")
    seen_at = Instant(required=False, allow_null=True, help_text="When they first showed up, and when they consented.")
    owner_email = text("Which member owns the lead.")

    examples: ClassVar = {
        "email": "jane@acme.example",
        "first_name": "Jane",
        "last_name": "Doe",
        "company_name": "Acme",
        "custom": {"seats": 12},
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """What was said and is not null. Only fields that are named are looked at: most people have few."""
        if not isinstance(data, Mapping) or not all(name in self._declared_fields for name in data):
            return super().to_internal_value(data)  # which says what is wrong
        found, wrong = {}, {}
        for name, value in data.items():
            if value is None or (type(value) is str and value.isprintable() and self.is_short_text(name, value)):
                found[name] = value
                continue
            try:
                found[name] = self._declared_fields[name].run_validation(value)
            except serializers.ValidationError as error:
                wrong[name] = error.detail
        if wrong:
            raise serializers.ValidationError(wrong)
        return found

    def is_short_text(self, name: str, value: str) -> bool:
        """Whether a value is a text for a field of text, and no longer than any."""
        return type(self._declared_fields[name]) is Text and len(value) <= LONGEST


class ChangeBody(Body):
    """What to set on a lead; what is not named stays, and null or an empty text clears."""

    email = text()
    phone = text()
    first_name = text()
    last_name = text()
    title = text()
    buying_role = text()
    preferred_channel = text()
    language = text()
    company_name = text()
    country = text()
    region = text()
    city = text()
    time_zone = text()
    source = text()
    channel = text()
    landing_page = text()
    product = text("What they are interested in.")
    utm = table("All UTM tags.", child=Text(allow_blank=True, allow_null=True))
    custom = table("Own fields to set, by key; null clears one.")
    campaign = text("A campaign's name or key.")
    owner_email = text("Which member owns the lead.")
    company = Whole(
        required=False,
        allow_null=True,
        help_text="The id of the company they work at. From then on nothing else decides it.",
    )

    examples: ClassVar = {"title": "Head of Purchasing", "owner_email": "ravi@example.com"}


class Named(Body):
    """A row by id and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class Someone(Body):
    """A member."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="called")
    email = serializers.EmailField()


class CustodyBody(Body):
    """Who holds the lead, until when and why."""

    holder = serializers.ChoiceField(choices=HOLDERS)
    until = serializers.DateTimeField(allow_null=True, help_text="Return date, promise, end of the offer or next step.")
    reason = serializers.CharField(help_text="Why it waits, or why it was closed.")


class Points(serializers.IntegerField):
    """Hundredths as points."""

    def to_representation(self, value: Any) -> Any:
        """Points with two decimals."""
        return round(value / 100, 2)


AS_IT_IS = [
    "id", "email", "phone", "first_name", "last_name", "title", "buying_role", "preferred_channel", "language",
    "company_name", "country", "region", "city", "time_zone", "source", "channel", "utm", "landing_page",
    "product",     "custom", "consent", "stage", "staged_at", "grade", "qualifies", "barred_for", "first_seen_at",
    "last_activity_at", "created_at", "changed_at", "erased_at",
]  # fmt: skip


def named(row: Any) -> dict[str, Any] | None:
    """A row by id and name."""
    return {"id": row.pk, "name": row.name} if row else None


def someone(user: Any) -> dict[str, Any] | None:
    """A member."""
    return {"id": user.pk, "name": user.called, "email": user.email} if user else None


class LeadBody(Body):
    """A lead."""

    id = serializers.IntegerField()
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    email = serializers.CharField()
    phone = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    title = serializers.CharField()
    buying_role = serializers.CharField()
    preferred_channel = serializers.CharField()
    language = serializers.CharField()
    company = Named(allow_null=True)
    company_name = serializers.CharField(help_text="As they wrote it.")
    country = serializers.CharField()
    region = serializers.CharField()
    city = serializers.CharField()
    time_zone = serializers.CharField()
    source = serializers.CharField()
    channel = serializers.CharField()
    campaign = Named(allow_null=True)
    utm = serializers.DictField()
    landing_page = serializers.CharField()
    product = serializers.CharField(help_text="What they are interested in.")
    custom = serializers.DictField()
    consent = serializers.ChoiceField(choices=["unknown", "given", "withdrawn"])
    stage = serializers.ChoiceField(choices=STAGES)
    staged_at = serializers.DateTimeField()
    custody = CustodyBody()
    rep = Someone(allow_null=True, help_text="The rep who holds it or to whom it is offered.")
    owner = Someone(allow_null=True)
    score = Points(help_text="Points, two decimals.")
    grade = serializers.CharField(help_text="Fit as a letter and engagement as a digit; empty until it is scored.")
    qualifies = serializers.BooleanField(help_text="Reaches the scoring threshold, and nothing bars it.")
    barred_for = serializers.CharField(help_text="Why it can never qualify; empty where nothing bars it.")
    first_seen_at = serializers.DateTimeField()
    last_activity_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True)
    erased_at = serializers.DateTimeField(allow_null=True)

    examples: ClassVar = {
        "id": 17,
        "email": "jane@acme.example",
        "stage": "lead",
        "score": 42.5,
        "grade": "B2",
    }

    @extend_schema_field(serializers.CharField())
    def get_url(self, row: Lead) -> str:
        """Where it is."""
        return reverse("api:lead", args=[row.pk])

    def to_representation(self, row: Lead) -> dict[str, Any]:
        """The declared fields. Written out: making and binding forty field objects takes longer than all the rest."""
        custody = row.custody
        return {
            **{name: getattr(row, name) for name in AS_IT_IS},
            "url": self.get_url(row),
            "company": named(row.company),
            "campaign": named(row.campaign),
            "custody": {"holder": custody.holder.value, "until": custody.until, "reason": custody.reason},
            "rep": someone(row.rep),
            "owner": someone(row.owner),
            "score": round(row.score / 100, 2),
            "merged_into": row.merged_into_id,
        }


class LeadQuery(PageQuery):
    """Which leads."""

    q = Text(
        required=False,
        max_length=200,
        help_text="Beginnings of words of name, address or company; + for phones.",
    )
    email = Text(required=False, max_length=254, help_text="This address, in any spelling that is the same.")
    stage = Choice(choices=STAGES, required=False)
    holder = Choice(choices=HOLDERS, required=False)
    source = Text(required=False, max_length=80)
    company = WholeInQuery(required=False, help_text="A company's id.")
    owner = WholeInQuery(required=False, help_text="A member's user id.")
    rep = WholeInQuery(required=False, help_text="A rep's user id.")
