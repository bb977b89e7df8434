"""Somebody sends a form: they are one lead with one activity, or read what is wrong with every word kept."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client

from accounts import tenancy
from capture.models import FormEntry, WebForm
from leads.models import Activity, Consent, Lead, Visitor
from tests.conftest import NOON, who
from tests.webforms.doors import made_form

pytestmark = pytest.mark.django_db
ASKED = [{"key": key, "label": "", "required": key == "email"} for key in ("email", "first_name", "phone", "message")]
ASKED += [{"key": "company.employees", "label": "Size", "required": False}]
JANE = {"email": "Jane@Acme.example", "first_name": "Jane", "message": "Call me\nplease"}
XSS = "<script>alert(1)</script>"


@pytest.fixture
def form(acme):
    with tenancy.workspace(acme):
        return made_form(
            acme,
            name="Ask for a demo",
            questions=ASKED,
            activity_type="demo requested",
            raises_hand=True,
            consent_text="You may write to me.",
            source="Web site",
            product="Baton",
        )


def send(form, said, **headers):
    return Client().post(f"/f/{form.public_id}/", said, **headers)


def test_a_sending_is_a_lead_with_an_activity_and_a_consent(form, acme):
    said = {**JANE, "consent": "on", "utm_source": "news", "utm_campaign": "spring", "company_employees": "120"}
    answer = send(form, said)
    assert (answer.status_code, answer.url) == (303, f"/f/{form.public_id}/thanks/")
    assert "We will be in touch" in Client().get(answer.url).content.decode()
    with tenancy.workspace(acme):
        lead = Lead.objects.select_related("company").get()
        assert (lead.email, lead.source, lead.product, lead.consent) == (
            "Jane@Acme.example", "Web site", "Baton", "given",
        )  # fmt: skip
        assert lead.company.employees == 120
        activity = Activity.objects.get()
        assert (activity.type, activity.title, activity.lead_id) == ("demo requested", form.name, lead.pk)
        assert activity.properties["raises_hand"] is True
        assert activity.properties["message"] == "Call me\nplease"
        assert activity.properties["answers"]["email"] == "Jane@Acme.example"
        assert Consent.objects.get().text_version == "Ask for a demo v1"
        assert FormEntry.objects.get().what == "created"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({**JANE, "email": ""}, "Please answer: E-mail"),
        ({**JANE, "email": "jane@"}, "jane@"),
        ({**JANE, "phone": "12"}, "which country the number is in"),
        ({**JANE, "first_name": "x" * 101}, "at most 100 characters"),
        ({**JANE, "first_name": "Ja\x00ne"}, "Null characters are not allowed"),
        ({**JANE, "message": "x" * 2001}, "at most 2000 characters"),
        ({**JANE, "company_employees": "many"}, "number"),
        ({}, "Please answer: E-mail"),
    ],
)
def test_bad_answers_come_back_with_a_sentence_and_every_word_kept(form, acme, said, sentence):
    answer = send(form, said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert not said or "Jane" in page or said["first_name"] in page or "\x00" in said["first_name"]
    with tenancy.workspace(acme):
        assert not Lead.objects.exists()
        assert not FormEntry.objects.exists()


@pytest.mark.parametrize("name", [b"J%FCrgen", b"J%ED%A0%BDrgen"], ids=["Latin-1", "half a character"])
def test_bytes_that_are_no_text_are_refused_and_never_stored_as_something_else(form, acme, name):
    body = b"email=jane%40acme.example&first_name=" + name
    answer = Client().post(f"/f/{form.public_id}/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "lost on the way" in answer.content.decode()
    with tenancy.workspace(acme):
        assert not Lead.objects.exists()


def test_five_megabytes_are_too_much_and_nothing_is_stored(form, acme):
    assert send(form, {**JANE, "message": "x" * (6 << 20)}).status_code in {400, 413}
    with tenancy.workspace(acme):
        assert not Lead.objects.exists()


def test_a_script_in_a_name_is_text_everywhere(form, acme, as_):
    send(form, {**JANE, "first_name": XSS, "message": XSS})
    with tenancy.workspace(acme):
        lead = Lead.objects.get()
        pk = WebForm.objects.get().pk
    for url in (f"/w/acme/leads/{lead.pk}/", f"/w/acme/forms/{pk}/"):
        assert XSS not in as_("maya").get(url).content.decode()
    assert XSS not in send(form, {"first_name": XSS}).content.decode()


def test_what_a_web_sites_own_form_asks_besides_is_kept_with_the_sending(form, acme):
    own = {"budget_range": "20-50k", "colour\ufffd": "red", "password": "hunter2", "card_number": "4242", "empty": ""}
    assert send(form, {**JANE, **own}).status_code == 303
    with tenancy.workspace(acme):
        assert Activity.objects.get().properties["other"] == {"budget_range": "20-50k", "colour": "red"}


def test_what_is_kept_back_keeps_what_was_asked_besides(form, acme, as_):
    send(form, {**JANE, "budget_range": "20-50k", "leave_empty": "1"})
    with tenancy.workspace(acme):
        pk = FormEntry.objects.get().pk
    as_("maya").post(f"/w/acme/forms/entries/{pk}/let-in/")
    with tenancy.workspace(acme):
        assert Activity.objects.get().properties["other"] == {"budget_range": "20-50k"}


def test_pressed_twice_it_is_one_entry_and_a_changed_answer_is_another(form, acme):
    token = str(uuid.uuid4())
    for said in (JANE, JANE, {**JANE, "message": "And soon"}):
        assert send(form, {**said, "entry_token": token}).status_code == 303
    with tenancy.workspace(acme):
        assert Lead.objects.count() == 1
        assert Activity.objects.count() == FormEntry.objects.count() == 2


def test_a_robot_that_fills_in_the_trap_is_kept_back_and_can_be_let_in(form, acme, as_):
    assert send(form, {**JANE, "leave_empty": "1"}).status_code == 303
    with tenancy.workspace(acme):
        entry = FormEntry.objects.get()
        assert entry.held_for
        assert not Lead.objects.exists()
    assert "Jane@Acme.example" in as_("maya").get(f"/w/acme/forms/{form.pk}/").content.decode()
    as_("maya").post(f"/w/acme/forms/entries/{entry.pk}/let-in/")
    with tenancy.workspace(acme):
        assert Lead.objects.get().first_name == "Jane"
        assert FormEntry.objects.get().held_for == ""


def test_what_the_browser_did_before_becomes_the_leads(form, acme):
    from leads import actions as leads
    from leads.person import Event

    with tenancy.workspace(acme):
        visitor = Visitor.objects.create(workspace=acme, anonymous_id="anon-1", first_seen_at=NOON)
        leads.record(acme.pk, [Event(uuid.uuid4(), NOON, "page", visitor_id=visitor.pk)])
    send(form, {**JANE, "anonymous_id": "anon-1"})
    with tenancy.workspace(acme):
        lead = Lead.objects.get()
        assert Visitor.objects.get().lead == lead
        assert Activity.objects.filter(lead=lead).count() == 2


def test_nobody_gets_a_cookie_for_looking_or_sending(form):
    visitor = Client()
    page = visitor.get(f"/f/{form.public_id}/")
    sent = visitor.post(f"/f/{form.public_id}/", JANE, follow=True)
    assert (page.status_code, sent.status_code, dict(visitor.cookies)) == (200, 200, {})


def test_other_web_sites_may_send_it_unless_the_form_names_its_own(form, acme):
    assert send(form, JANE, HTTP_ORIGIN="https://anywhere.example").status_code == 303
    with tenancy.workspace(acme):
        WebForm.objects.update(origins=["https://www.acme.example"])
    assert send(form, JANE, HTTP_ORIGIN="https://www.acme.example").status_code == 303
    assert send(form, JANE, HTTP_ORIGIN="http://testserver").status_code == 303
    answer = send(form, JANE, HTTP_ORIGIN="https://anywhere.example")
    assert (answer.status_code, "may not send this form" in answer.content.decode()) == (403, True)


def test_a_script_gets_json_it_may_read(form):
    told = {"HTTP_ACCEPT": "application/json", "HTTP_ORIGIN": "https://anywhere.example"}
    good, bad = send(form, JANE, **told), send(form, {**JANE, "email": "jane@"}, **told)
    assert (good.status_code, good.json()["success"]) == (200, True)
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "email")
    assert good["Access-Control-Allow-Origin"] == bad["Access-Control-Allow-Origin"] == "https://anywhere.example"
    assert Client().options(f"/f/{form.public_id}/", HTTP_ORIGIN="https://anywhere.example").status_code == 204


def test_one_address_has_its_share_in_a_minute(form, acme):
    with tenancy.workspace(acme):
        WebForm.objects.update(per_minute=2)
    codes = [send(form, {**JANE, "email": f"j{n}@acme.example"}).status_code for n in range(3)]
    assert codes == [303, 303, 429]
    assert send(form, JANE, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_a_closed_form_and_one_that_is_not_there(form, acme):
    from django.utils import timezone

    from capture import actions

    with tenancy.workspace(acme):
        actions.close_form(form, by=who("maya"), at=timezone.now())
    assert send(form, JANE).status_code == Client().get(f"/f/{form.public_id}/").status_code == 410
    for other in ("1-aaaa", "x", f"{acme.pk}-%00", "999999999999999999-abc", "٣-abc"):
        assert Client().get(f"/f/{other}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_hundred_equal_posts_at_once_make_exactly_one_lead(form, acme):
    def post(number):
        try:
            return send(form, {**JANE, "entry_token": "same" if number % 2 else str(number)}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as crowd:
        codes = list(crowd.map(post, range(200)))
    assert set(codes) == {303}
    connection.close()
    with tenancy.workspace(acme):
        assert Lead.objects.count() == 1
        assert Activity.objects.count() == FormEntry.objects.count() == 101
