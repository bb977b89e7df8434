"""Pages of a long list, edge by edge."""

import pytest

from accounts.models import AccountMail
from accounts.paging import newest_first

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    made = [AccountMail(channel="mail", address="a@b.example", subject=str(n)) for n in range(7)]
    AccountMail.objects.bulk_create(made)
    return AccountMail.objects.all()


def seen(page):
    return [int(row.subject) for row in page.rows]


def test_there_and_back_again_sees_every_row_once(rows):
    first = newest_first(rows, None, size=3)
    assert (seen(first), first.newer) == ([6, 5, 4], "")
    second = newest_first(rows, first.older, size=3)
    assert seen(second) == [3, 2, 1]
    third = newest_first(rows, second.older, size=3)
    assert (seen(third), third.older) == ([0], "")
    assert seen(newest_first(rows, third.newer, size=3)) == [3, 2, 1]
    back = newest_first(rows, second.newer, size=3)
    assert (seen(back), back.newer) == ([6, 5, 4], "")


def test_rows_that_come_meanwhile_move_nothing(rows):
    first = newest_first(rows, None, size=3)
    AccountMail.objects.create(channel="mail", address="a@b.example", subject="99")
    assert seen(newest_first(rows, first.older, size=3)) == [3, 2, 1]


@pytest.mark.parametrize("cursor", [None, "", "nonsense", "before-", "before-x", "before-999999999999999999999"])
def test_a_cursor_without_sense_is_the_first_page(rows, cursor):
    assert seen(newest_first(rows, cursor, size=3)) == [6, 5, 4]


def test_past_the_end_is_the_first_page_again(rows):
    oldest = rows.order_by("pk").first().pk
    assert seen(newest_first(rows, f"before-{oldest}", size=3)) == [6, 5, 4]
    assert seen(newest_first(rows.none(), "before-5", size=3)) == []
