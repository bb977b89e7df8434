"""What people type becomes one spelling, or a sentence says why not; nothing is cut, guessed or dropped."""

import string

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from leads import addresses, countries
from leads.custom import Fault
from leads.texts import line, phone, plainly

PARTS = st.text(string.ascii_letters + string.digits + "._+-'@", min_size=1, max_size=12)


@given(
    PARTS,
    st.lists(PARTS, min_size=1, max_size=4),
    st.sampled_from(["com", "test", "de", "c", "co.uk", "x1", "local"]),
)
def test_the_quick_look_at_an_address_agrees_with_the_library(local, labels, top):
    typed = f"{local}@{'.'.join(labels)}.{top}"
    try:
        checked = validate_email(typed, check_deliverability=False)
        wanted = (checked.local_part, checked.ascii_domain)
    except EmailNotValidError:
        wanted = None
    try:
        found = addresses.apart(typed)
    except addresses.BadAddress:
        found = None
    assert found == wanted


@pytest.mark.parametrize(
    ("rule", "typed", "key"),
    [
        ("case", "Jane.Doe+x@Example.COM", "jane.doe+x@example.com"),
        ("plus", "Jane.Doe+x@Example.COM", "jane.doe@example.com"),
        ("dots", "Jane.Doe+x@Example.COM", "jane.doe@example.com"),
        ("dots", "Jane.Doe+x@GoogleMail.com", "janedoe@gmail.com"),
        ("plus", "+x@example.com", "+x@example.com"),
        ("case", "jörg@MÜNCHEN.de", "jörg@xn--mnchen-3ya.de"),
    ],
)
def test_the_key_of_an_address_follows_the_rule(rule, typed, key):
    assert addresses.read(typed, rule=rule).key == key


@pytest.mark.parametrize(
    ("domain", "firm"),
    [
        ("mail.acme.co.uk", "acme.co.uk"),
        ("acme.example", "acme.example"),
        ("gmail.com", ""),
        ("googlemail.com", ""),
        ("mailinator.com", ""),
        ("co.uk", ""),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
    ],
)
def test_the_firm_behind_an_address_is_its_registrable_domain(domain, firm):
    assert addresses.firm_of(domain) == firm


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Acme.co.uk/a?b", "acme.co.uk"),
        ("acme.de", "acme.de"),
        ("http://u:p@x.acme.de:80", "acme.de"),
    ],
)
def test_a_web_address_is_read_as_its_domain(typed, domain):
    assert addresses.read_domain(typed) == domain


@pytest.mark.parametrize("typed", ["localhost", "10.0.0.1", "co.uk", "a b.de", "-", "exa mple"])
def test_what_is_no_domain_is_refused(typed):
    with pytest.raises(addresses.BadAddress):
        addresses.read_domain(typed)


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("030 2345678", "DE", "+49302345678"),
        ("+49 (0)30 2345678", "", "+49302345678"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+1 415-555-2671 ext. 12", "", "+14155552671x12"),
        ("0044 20 7946 0018", "DE", "+442079460018"),
        ("٠٣٠ ٢٣٤٥٦٧٨", "DE", "+49302345678"),
    ],
)
def test_a_phone_number_is_stored_in_international_form(typed, country, stored):
    assert phone(typed, country=country) == stored


@pytest.mark.parametrize(
    ("typed", "country", "why"),
    [
        ("030 2345678", "", "which country"),
        ("call me", "DE", "not a phone number"),
        ("123", "DE", "too few or too many"),
        ("+49 30 234567890123456", "", "too few or too many|not a phone"),
        ("+999 123456", "", "which country"),
    ],
)
def test_what_is_no_phone_number_is_refused_with_the_reason(typed, country, why):
    with pytest.raises(Fault, match=why):
        phone(typed, country=country)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Germany", "DE"),
        ("deutschland", "DE"),
        ("DEU", "DE"),
        ("de", "DE"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("EL", "GR"),
    ]
    + [
        ("Österreich", "AT"),
        ("Côte d’Ivoire", "CI"),
        ("中国", "CN"),
        ("Czech Republic", "CZ"),
        ("Kosovo", "XK"),
    ],
)
def test_countries_are_understood_in_many_spellings(typed, code):
    assert countries.read(typed) == code


@pytest.mark.parametrize("typed", ["Atlantis", "XX", "D", "Europe", "", "Select"])
def test_what_is_no_country_is_not_guessed(typed):
    assert countries.read(typed) is None


def test_a_workspaces_time_zone_tells_its_country():
    assert (countries.of_zone("Europe/Berlin"), countries.of_zone("UTC")) == ("DE", "")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("a\x00b", r"Character 2 is a NUL character \(U\+0000\)"),
        ("ab\x07", "Character 3 is a control character"),
        ("\ud83d", "half of a character"),
        ("x" * 101, "At most 100 characters fit here, this has 101"),
        ("x" * 5_000_000, "this has 5,000,000"),
        (5, "takes a text, not a number"),
        (["a"], "takes a text, not a list"),
    ],
    ids=["NUL", "control", "surrogate", "long", "5 MB", "number", "list"],
)
def test_a_text_that_cannot_be_kept_is_refused(typed, why):
    with pytest.raises(Fault, match=why):
        line(typed, 100)


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)), st.text("0123456789", min_size=4, max_size=13)
)
def test_the_quick_look_at_a_phone_number_agrees_with_the_library(code, digits):
    quick = plainly(f"+{code} {digits[:3]}-{digits[3:]}")
    if quick:
        number = phonenumbers.parse(f"+{code}{digits}")
        assert phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
        assert quick == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
