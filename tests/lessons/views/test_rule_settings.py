"""The page where HR of the whole company sets what is hers; what it does to mails, links and files."""

import re
from datetime import timedelta

import pytest

from coursesite import clock, policy
from coursesite.accounts.models import RuleValue, WorksCouncilRole
from coursesite.accounts.queries.invitations import LinkState, invitation_link, invitation_token, last_day_of
from lessons.queries.reminders import offsets
from tests.factories.accounts import make_user
from tests.factories.company import company, make_department, make_hr

pytestmark = pytest.mark.django_db
PAGE = "/reports/settings/"


@pytest.fixture
def hr(client):
    user = make_hr(company())
    client.force_login(user)
    return user


def words_of(response) -> str:
    page = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def form_of(response) -> dict[str, str]:
    """What a browser would send if nothing was typed."""
    inputs = re.findall(r"<input[^>]*>", response.content.decode().partition('class="form-narrow"')[2])
    named = [(re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each), each) for each in inputs]
    return {
        name[1]: value[1] if value else "on"
        for name, value, each in named
        if name and ('type="checkbox"' not in each or "checked" in each)
    }


def test_what_is_shown_is_what_holds(client, hr):
    RuleValue.objects.create(key="remind-first", value=21)

    page = client.get(PAGE)

    shown = form_of(page)
    assert {key: shown.get(key) for key in ("remind-first", "remind-second", "digest", "keep-exports")} == {
        "remind-first": "21", "remind-second": "3", "digest": "on", "keep-exports": "24",
    }  # fmt: skip
    assert "Erste Erinnerung vor der Frist (in Tagen)" in words_of(page)
    assert "Mindestens 7 Tage, höchstens 28 Tage." in words_of(page)
    assert "Bisher wurde nichts geändert" in words_of(page)


def test_saved_it_holds_from_the_next_mail_on(client, hr):
    data = form_of(client.get(PAGE))
    data |= {"remind-first": "20", "remind-second": "5", "remind-overdue": "2", "keep-exports": "2"}
    del data["digest"]

    page = client.post(PAGE, data, follow=True)

    assert page.redirect_chain == [(PAGE, 302)]
    assert "Die Einstellungen sind gespeichert und gelten ab jetzt." in words_of(page)
    assert offsets() == (-20, -5, 0, 7, 14)
    assert (policy.value_of("digest"), policy.value_of("keep-exports")) == (0, 2)
    assert "Hanna Riedel Höchstzahl der wöchentlichen Erinnerungen nach der Frist 4-mal 2-mal" in words_of(page)


def test_the_works_council_reads_value_and_change(client, hr):
    client.post(PAGE, form_of(client.get(PAGE)) | {"remind-first": "20"})
    council = make_user()
    WorksCouncilRole.objects.create(user=council)
    client.force_login(council)

    rules = words_of(client.get("/council/rules/"))
    agreement = b"".join(client.get("/council/agreement.md?language=de").streaming_content).decode()

    assert "Erste Erinnerung vor der Frist 20 Tage mindestens 7 Tage, höchstens 28 Tage Personalabteilung" in rules
    assert "Hanna Riedel Erste Erinnerung vor der Frist 14 Tage 20 Tage" in rules
    assert "- Erste Erinnerung vor der Frist: derzeit 20 Tage (im Programm festgelegt: mindestens 7" in agreement


@pytest.mark.parametrize(("typed", "said"), [("29", "Höchstens 28 Tage."), ("6", "Mindestens 7 Tage.")])
def test_a_number_beyond_the_bounds_is_answered_with_the_bound_and_its_unit(client, hr, typed, said):
    page = client.post(PAGE, form_of(client.get(PAGE)) | {"remind-first": typed})

    (error,) = re.findall(r'class="invalid-feedback"[^>]*>(.*?)</', page.content.decode(), re.S)
    assert (page.status_code, re.sub(r"<[^>]+>", "", error).strip()) == (400, said)


def test_nothing_typed_changes_nothing(client, hr):
    page = client.post(PAGE, form_of(client.get(PAGE)), follow=True)

    assert "Es wurde nichts geändert." in words_of(page)
    assert not RuleValue.objects.exists()


def test_two_people_at_a_time_do_not_take_back_each_others(client, hr):
    first, second = form_of(client.get(PAGE)), form_of(client.get(PAGE))

    client.post(PAGE, first | {"remind-first": "20"})
    client.post(PAGE, second | {"keep-exports": "3"})

    assert (policy.value_of("remind-first"), policy.value_of("keep-exports")) == (20, 3)


@pytest.mark.parametrize("value", ["29", "6", "", "zwei", "9" * 40, "1.5"])
def test_what_is_no_such_number_is_refused_and_stays_typed(client, hr, value):
    page = client.post(PAGE, form_of(client.get(PAGE)) | {"remind-first": value, "keep-exports": "3"})

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["remind-first"])
    assert f'value="{value}"' in page.content.decode() if value else True
    assert "invalid-feedback" in page.content.decode()
    assert not RuleValue.objects.exists()


def test_a_rule_that_is_not_hers_is_not_in_the_form(client, hr):
    data = form_of(client.get(PAGE)) | {"least-in-group": "2", "keep-answers": "100"}

    client.post(PAGE, data)

    assert not RuleValue.objects.exists()


def test_hr_of_a_part_reads_and_sets_nothing(client):
    client.force_login(make_hr(make_department("Vertrieb")))

    page = client.get(PAGE)

    assert "Festgelegt werden sie von der Personalabteilung des ganzen Unternehmens." in words_of(page)
    assert "Erste Erinnerung vor der Frist 14 Tage (mindestens 7 Tage, höchstens 28 Tage)" in words_of(page)
    assert form_of(page) == {}
    assert client.post(PAGE, {"remind-first": "20"}).status_code == 404
    assert not RuleValue.objects.exists()


def test_a_link_holds_as_its_mail_says_also_when_hr_shortens_it_afterwards(client, hr):
    person, now = make_user(password=None), clock.now()
    token = invitation_token(person, until=last_day_of(now))

    client.post(PAGE, form_of(client.get(PAGE)) | {"invitation-holds": "1"})

    assert last_day_of(now) == clock.today() + timedelta(days=1)
    assert invitation_link(token, now=now + timedelta(days=7)).state == LinkState.GOOD
    assert invitation_link(token, now=now + timedelta(days=8)).state == LinkState.EXPIRED
