"""Receipts: a score worked out from what the log of activities says, at any instant, by any version."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actions import Refused
from leads.actions import standing as one_it_is_now
from leads.conditions import BadCondition, Condition, Known, check, describe, leaves
from leads.matching import Terms
from leads.matching.compiling import compile as compiled
from leads.models import Lead
from scoring import finding, happenings
from scoring.actions.past import ask_the_past, attributes_at, company_at
from scoring.actions.plans import bands, place_in
from scoring.actions.settling import ask
from scoring.models import EngagementRule, Publication, ScoringModel, Slot
from scoring.points import DAY, FitTerm, Plan, Term
from scoring.receipts import Hit, Receipt, Wording, compose, cooling_in_words, in_window

UNSCORED = "No scoring model is published yet."
# The activities are looked up first: conditions would be planned again for each month's partition.
OF_ONE = """
SELECT a.id, a.at, coalesce(nullif(a.title, ''), a.type), {answers} FROM (
    SELECT * FROM leads_activity WHERE workspace_id = %s AND lead_id = %s AND counts AND at <= %s OFFSET 0
) a WHERE {any}
"""


@dataclass
class Reader:
    """One version, read for receipts: independent of slots and traits, straight from its rules."""

    model: ScoringModel

    def __post_init__(self) -> None:
        self.terms = Terms(self.model.workspace)
        self.fit = list(self.model.fit_rules.all())
        self.done = list(self.model.engagement_rules.select_related("signal"))
        self.conditions: list[Condition | None] = []
        self.plan = self.make_plan()

    def bit(self, raw: Any) -> int:
        """The place of a condition among those that are asked; one that cannot be read any more holds for nobody."""
        try:
            self.conditions.append(check(raw, self.terms.schema, saving=False))
        except BadCondition:
            self.conditions.append(None)
        return len(self.conditions) - 1

    def make_plan(self) -> Plan:
        """The version, with bits of its own."""
        model = self.model
        fit_groups = [group for group in model.groups if group["part"] == "fit"]
        groups = [group for group in model.groups if group["part"] == "engagement"]
        self.labels = [group["label"] for group in fit_groups], [group["label"] for group in groups]
        return Plan(
            version=model.version,
            fit=tuple(
                FitTerm(rule.pk, self.bit(rule.condition), rule.points, place_in(fit_groups, rule.group))
                for rule in self.fit
            ),
            terms=tuple(as_term(rule, place_in(groups, rule.group)) for rule in self.done),
            fit_groups=tuple(group["cap"] for group in fit_groups),
            engagement_groups=tuple(group["cap"] for group in groups),
            fit_cap=model.fit_cap,
            engagement_cap=model.engagement_cap,
            letters=bands(model.fit_bands, "ABC", "D"),
            digits=bands(model.engagement_bands, "123", "4"),
            thresholds=tuple(
                (None if each.get("condition") is None else self.bit(each["condition"]), each["at_least"])
                for each in model.thresholds
            ),
            bars=tuple((self.bit(each["condition"]), each["label"]) for each in model.disqualifiers),
        )

    def traits(self, lead: Lead, at: datetime, *, then: bool) -> int:
        """Which conditions hold; with `then` by what was known at the instant."""
        answers = {
            f"trait_{bit}": compiled(
                condition,
                schema=self.terms.schema,
                now=at,
                signals=self.terms.signals,
                known_at=at if then else None,
            )
            for bit, condition in enumerate(self.conditions)
            if condition is not None
        }
        if not answers:
            return 0
        rows = Lead.objects.filter(workspace_id=lead.workspace_id).annotate(**answers).order_by()
        were = attributes_at(lead, at) if then else {}
        firm = company_at(lead, were.get("company_id", lead.company_id), at) if then else {}
        found = ask_the_past(rows.values_list(*answers), lead, were, firm)
        holds = found[0] if found else ()
        return sum(1 << int(name[6:]) for name, yes in zip(answers, holds, strict=False) if yes)

    def hits(self, lead: Lead, at: datetime) -> dict[int, list[Hit]]:
        """The activities that each engagement rule counts at an instant, by rule."""
        found: dict[int, list[Hit]] = {rule.pk: [] for rule in self.done}
        rules, texts, params = self.clauses()
        if not rules:
            return found
        sql = OF_ONE.replace("{answers}", ", ".join(texts)).replace("{any}", " OR ".join(texts))
        for pk, when, title, *answers in ask(sql, [*params, lead.workspace_id, lead.pk, at, *params]):
            for rule, hit in zip(rules, answers, strict=True):
                if hit and in_window(rule.window_days, when, at):
                    found[rule.pk].append(Hit(pk, when, title, 1.0))
        return found

    def clauses(self) -> tuple[list[EngagementRule], list[str], list[Any]]:
        """The rules whose signals can be read, with the SQL of their conditions."""
        rules, texts, params = [], [], []
        kept = {
            (slot.signal_id, slot.half_life_days, slot.window_days): slot.condition
            for slot in Slot.objects.filter(workspace_id=self.model.workspace_id, state="live")
        }
        for rule in self.done:
            raw = kept.get((rule.signal_id, rule.half_life_days, rule.window_days), rule.signal.condition)
            try:
                text, values = finding.written(happenings.read(raw, saving=False))
            except BadCondition:
                continue
            rules.append(rule)
            texts.append(text)
            params += values
        return rules, texts, params

    def words(self) -> dict[tuple[str, int], Wording]:
        """How the rules are called."""
        groups = {group["key"]: group["label"] for group in self.model.groups}
        found: dict[tuple[str, int], Wording] = {}
        for rule, condition in zip(self.fit, self.conditions, strict=False):
            said = describe(condition, self.terms.schema) if condition is not None else "A condition of the past"
            exegraphic = condition is not None and any(isinstance(leaf, Known) for leaf in leaves(condition))
            found["fit", rule.pk] = Wording(rule.label or said, "", exegraphic, groups.get(rule.group, ""))
        for done in self.done:
            cooling = cooling_in_words(done.half_life_days, done.window_days)
            found["engagement", done.pk] = Wording(done.signal.label, cooling, False, groups.get(done.group, ""))
        return found


def as_term(rule: EngagementRule, group: int | None) -> Term:
    """An engagement rule, without a slot."""
    half_life = None if rule.half_life_days is None else rule.half_life_days * DAY
    return Term(rule.pk, 0, rule.points, rule.at_most, half_life, 0.0, group)


def receipt(lead: Lead, *, as_of: datetime | None = None, model: ScoringModel | None = None) -> Receipt:
    """Why a lead has its score at an instant (now, without one), by the version in force then or a given one.

    Worked out from the activities and the lead's data, not from what is stored. Before the first version, and after
    now, the version in force now is asked. Raises Refused when there is none.
    """
    lead, now = one_it_is_now(lead), timezone.now()
    at = as_of or now
    model = model or in_force(lead.workspace_id, at)
    if model is None:
        raise Refused(UNSCORED)
    reader = Reader(model)
    traits = reader.traits(lead, at, then=at < now and as_of is not None)
    return compose(
        reader.plan,
        lead=lead.pk,
        as_of=at,
        traits=traits,
        hits=reader.hits(lead, at),
        words=reader.words(),
        group_labels=reader.labels,
    )


def in_force(workspace_id: int, at: datetime) -> ScoringModel | None:
    """The version in force at an instant; before the first one the one of today."""
    rows = Publication.objects.filter(workspace_id=workspace_id, at__lte=at).select_related("model__workspace")
    last = rows.order_by("-at", "-id").first()
    if last is not None:
        return last.model
    published = ScoringModel.objects.filter(workspace_id=workspace_id, state=ScoringModel.PUBLISHED)
    return published.select_related("workspace").first()


def receipts(leads: Iterable[Lead], *, at: datetime, model: ScoringModel) -> list[Receipt]:
    """Receipts of a few leads by one version, which is read once."""
    reader = Reader(model)
    words = reader.words()
    return [
        compose(
            reader.plan,
            lead=lead.pk,
            as_of=at,
            traits=reader.traits(lead, at, then=False),
            hits=reader.hits(lead, at),
            words=words,
            group_labels=reader.labels,
        )
        for lead in leads
    ]


def shortened(found: Receipt, most: int) -> Receipt:
    """With at most so many activities named in each line."""
    return replace(found, lines=[replace(line, hits=line.hits[:most]) for line in found.lines])
