"""Search among leads: every word typed must begin a word of the lead. As fast in a million leads as in a thousand.

The comparisons are plain text ranges, which an index answers even beneath row-level security. There are two ways to
put a word's leads into an order, and each is slow where the other is fast: words that few leads have are looked up
first and their leads taken from the list of ids; words that very many have are checked on each lead of the list in
turn, until the page is full.
"""

from typing import TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from leads import words
from leads.models import Company, Lead, Token

Leads = TypeVar("Leads", bound="QuerySet[Lead]")
FEW = 100_000  # as many words are read in a few hundredths of a second


def matching(leads: Leads, text: str) -> Leads:
    """Those of the leads that the text finds, all when it holds no word. Asks at once how frequent the words are."""
    for readings in words.typed(text):
        found = Q()
        for word in readings:
            found |= meant_by(word)
        leads = leads.filter(found)
    return leads


def meant_by(word: str) -> Q:
    """Leads with a phone number, a word, or a company with a web domain that begins like this."""
    end = words.beyond(word)
    if word.startswith("+"):
        return Q(phone__gte=word, phone__lt=end)
    having = Token.objects.filter(word__gte=word, word__lt=end).values("lead")
    if having[: FEW + 1].count() > FEW:
        return Q(pk__in=having)
    found = Q(one_of(having))
    if "." in word and "@" not in word:
        firms = Company.objects.filter(domain__gte=word, domain__lt=end).values("pk")
        at_firms = Lead.objects.filter(company__in=firms).values("pk")
        found |= Q(one_of(at_firms))
    return found


def one_of(ids: QuerySet) -> Func:
    """`id = ANY (ARRAY (…))`: the ids are gathered once, and rows are then taken in the order of an index on ids."""
    array = Func(ArraySubquery(ids), template="(%(expressions)s)")
    return Func(F("pk"), array, template="%(expressions)s", arg_joiner=" = ANY ", output_field=BooleanField())
