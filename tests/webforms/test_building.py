"""Marketers build forms; what they ask and say is kept, and every consent text stays readable."""

import pytest
from django.urls import reverse

from accounts import tenancy
from capture.models import ConsentText, WebForm
from leads.models import CustomField
from tests.webforms.doors import made_form

pytestmark = pytest.mark.django_db
SETTINGS = {"name": "Ask for a demo", "button": "Send", "thanks": "Thank you.", "activity_type": "form submitted"}
SETTINGS |= {"per_minute": "300", "ask email": "must"}


def build(client, **said):
    return client.post(reverse("forms:form_new", args=["acme"]), {**SETTINGS, **said})


def test_maya_builds_a_form_and_its_questions_stand_in_her_order(as_, acme):
    with tenancy.workspace(acme):
        CustomField.objects.create(workspace=acme, key="seats", label="Seats", type="number")
    said = {"place email": "2", "ask custom.seats": "may", "place custom.seats": "1", "label custom.seats": "How many?"}
    answer = build(as_("maya"), **said, origins="www.acme.example\nhttps://shop.acme.example:8443/x")
    assert answer.status_code == 302
    with tenancy.workspace(acme):
        form = WebForm.objects.get()
    assert [(each["key"], each["label"], each["required"]) for each in form.questions] == [
        ("custom.seats", "How many?", False),
        ("email", "", True),
    ]
    assert form.origins == ["https://www.acme.example", "https://shop.acme.example:8443"]
    page = as_("ravi").get(answer.url).content.decode()
    assert f"/f/{form.public_id}/" in page
    assert "How many?" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"ask email": ""}, "nobody is known without either"),
        ({"origins": "javascript:alert(1)"}, "is not the address of a web site"),
        ({"consent_required": "on"}, "Write the text of the box"),
        ({"per_minute": "0"}, "greater than or equal to 1"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_form_that_cannot_work_is_refused_with_a_sentence(as_, acme, said, sentence):
    answer = build(as_("maya"), **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with tenancy.workspace(acme):
        assert not WebForm.objects.exists()


def test_a_form_that_raises_the_hand_is_recorded_as_a_demo_asked_for(as_, acme):
    build(as_("maya"), raises_hand="on")
    with tenancy.workspace(acme):
        assert WebForm.objects.get().activity_type == "demo requested"


def test_a_changed_consent_text_is_a_new_version_and_the_old_one_stays(as_, acme):
    maya = as_("maya")
    build(maya, consent_text="You may write to me.")
    with tenancy.workspace(acme):
        form = WebForm.objects.get()
    edit = reverse("forms:form_edit", args=["acme", form.pk])
    for text in ("You may write to me.", "You may write and call.", ""):
        assert maya.post(edit, {**SETTINGS, "consent_text": text}).status_code == 302
    with tenancy.workspace(acme):
        assert list(ConsentText.objects.order_by("version").values_list("version", "text")) == [
            (1, "You may write to me."),
            (2, "You may write and call."),
        ]


def test_two_open_forms_have_two_names_and_a_closed_one_frees_its_name(as_, acme):
    maya = as_("maya")
    build(maya)
    assert "There is an open form of this name." in build(maya).content.decode()
    with tenancy.workspace(acme):
        form = WebForm.objects.get()
    maya.post(reverse("forms:form_close", args=["acme", form.pk]))
    assert build(maya).status_code == 302
    answer = maya.post(reverse("forms:form_close", args=["acme", form.pk]), follow=True)
    assert "There is an open form of this name." in answer.content.decode()


def test_the_list_asks_as_often_for_many_forms_as_for_two(as_, acme):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for names in (("A", "B"), tuple("CDEFGHIJ")):
        with tenancy.workspace(acme):
            for name in names:
                made_form(acme, name=name)
        client = as_("maya")
        client.get(reverse("forms:forms", args=["acme"]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("forms:forms", args=["acme"]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
