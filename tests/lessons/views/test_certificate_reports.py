"""HR sees the certificates of her people, revokes and replaces them, and says why."""

import re

import pytest
from django.utils.formats import date_format

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.journal.models import JournalEntry
from lessons.models import Certificate, CertificateEvent
from lessons.services.certifying import revoke_certificate
from tests.factories.certificates import make_certificate
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db
LIST = "/reports/certificates/"


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def certificate(sales) -> Certificate:
    person = make_member(sales, "Jörg Müller", personnel_number="007")
    return make_certificate(person, make_course(title="Drei Begriffe"), now=clock.now())


@pytest.fixture
def hr(client, sales):
    user = make_hr(sales)
    client.force_login(user)
    return user


def text_of(response) -> str:
    page = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def names_in(response) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>(.*?)</th>', response.content.decode())


def entries() -> list[tuple]:
    return list(JournalEntry.objects.order_by("pk").values_list("action", "purpose", "subjects__user__name"))


def test_the_list_holds_her_people_only(client, hr, sales, certificate):
    make_certificate(make_member(make_department("Werk"), "Wanda Werk"))

    page = client.get(LIST)

    cells = re.findall(r"<td data-label[^>]*>(.*?)</td>", page.content.decode(), re.S)
    shown = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    assert names_in(page) == ["Jörg Müller"]
    assert [shown[place] for place in (0, 1, 2, 3, 5, 6)] == [
        "007", "Drei Begriffe", "Teilnahme", certificate.number, "–", "gültig",
    ]  # fmt: skip
    assert entries() == []


def test_the_list_says_when_one_was_revoked_and_what_the_levels_mean(client, hr, certificate):
    revoke_certificate(certificate=certificate, hr=hr, reason="Verwechslung", now=clock.now())

    said = text_of(client.get(LIST))

    assert f"widerrufen am {date_format(clock.today(), 'd.m.Y')}" in said
    assert "Teilnahme – alle Pflichtlektionen sind gelesen; unterscheidet sicher – auch die Abschlussprüfung" in said


def test_a_column_that_says_nothing_is_left_out(client, hr, sales, certificate):
    """The number of the certificate stays."""
    with_number = client.get(LIST).content.decode()
    User.objects.filter(personnel_number="007").update(personnel_number="")
    without = client.get(LIST).content.decode()

    assert [page.count("Personalnummer</th>") for page in (with_number, without)] == [1, 0]
    assert [page.count("Nummer</th>") for page in (with_number, without)] == [1, 1]
    assert names_in(client.get(LIST)) == ["Jörg Müller"]


@pytest.mark.parametrize(
    ("query", "names"),
    [("jörg", ["Jörg Müller"]), ("007", ["Jörg Müller"]), ("7", []), ("Ada", ["Ada Öztürk"]), ("Wanda", [])],
)
@pytest.mark.usefixtures("hr", "certificate")
def test_words_choose_among_her_people(client, sales, query, names):
    make_certificate(make_member(sales))
    make_certificate(make_member(make_department("Werk"), "Wanda Werk"))

    assert names_in(client.get(LIST, {"q": query})) == names


def test_a_number_leads_to_one(client, hr, sales, certificate):
    make_certificate(make_member(sales))

    assert names_in(client.get(LIST, {"q": certificate.number.lower()})) == ["Jörg Müller"]


def test_a_persons_page_leads_to_hers_alone(client, hr, sales, certificate):
    """Of two people with one name each has her own."""
    person = certificate.enrolment.user
    namesake = make_certificate(make_member(sales, "Jörg Müller"))
    page = client.get(f"/reports/people/{person.public_id}/").content.decode()
    [address] = re.findall(rf'href="({LIST}[^"]*)"', page)

    shown = client.get(address)

    numbers = re.findall(rf'href="{LIST}([\w-]+)/"', shown.content.decode())
    assert (numbers, namesake.number in numbers) == ([certificate.number], False)
    assert "Gezeigt werden nur die Zertifikate von Jörg Müller. Alle zeigen" in text_of(shown)
    assert entries() == [("view-person", "time-extension", "Jörg Müller")]


def test_a_person_without_any_has_a_sentence(client, hr, sales, certificate):
    page = client.get(LIST, {"person": make_member(sales, "Ada Öztürk").public_id})

    assert "Diese Person hat noch kein Zertifikat." in text_of(page)
    assert certificate.number not in text_of(page)


def test_of_somebody_elses_people_there_is_no_page(client, hr):
    stranger = make_certificate(make_member(make_department("Werk"), "Wanda Werk"))

    response = client.get(LIST, {"person": stranger.enrolment.user.public_id})

    assert (response.status_code, "Wanda" in response.content.decode()) == (404, False)
    assert client.get(LIST, {"person": "nobody"}).status_code == 404


def test_opening_one_is_in_the_journal(client, hr, certificate):
    client.head(f"{LIST}{certificate.number}/")
    page = client.get(f"{LIST}{certificate.number}/")

    assert "Name auf dem Zertifikat Jörg Müller" in text_of(page)
    assert entries() == [("view-person", "certificate", "Jörg Müller")]


@pytest.mark.usefixtures("hr")
@pytest.mark.parametrize(("deed", "kind", "count"), [("revoke", "revoked", 1), ("replace", "replaced", 2)])
def test_she_revokes_or_replaces_with_a_reason(client, certificate, deed, kind, count):
    User.objects.filter(name="Jörg Müller").update(name="Jörg Sommer")

    page = client.post(f"{LIST}{certificate.number}/", {"deed": deed, "reason": "Neuer Name"}, follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "Erledigt." in text_of(page)
    assert [*CertificateEvent.objects.values_list("kind", flat=True)] == [kind]
    assert CertificateEvent.objects.get().reason == "Neuer Name"
    assert entries() == [(f"{deed}-certificate", "", "Jörg Sommer")]
    assert Certificate.objects.count() == count
    assert Certificate.objects.latest("pk").name == ("Jörg Sommer" if count == 2 else "Jörg Müller")
    ended = client.get(f"{LIST}{certificate.number}/")
    assert "Begründung Neuer Name" in text_of(ended)
    assert "<textarea" not in ended.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"deed": "revoke", "reason": " "}, "Bitte nennen Sie den Grund"),
        ({"deed": "burn", "reason": "Tippfehler"}, "Bitte wählen Sie, was geschehen soll."),
        ({"reason": "Tippfehler"}, "Bitte wählen Sie, was geschehen soll."),
        ({"deed": "replace", "reason": "x" * 501}, "500"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, hr, certificate, data, sentence):
    page = client.post(f"{LIST}{certificate.number}/", data)

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert data["reason"].strip() in page.content.decode()
    assert not CertificateEvent.objects.exists()


def test_a_second_time_is_refused_in_words(client, hr, certificate):
    data = {"deed": "revoke", "reason": "Täuschung"}
    client.post(f"{LIST}{certificate.number}/", data)

    page = client.post(f"{LIST}{certificate.number}/", data)

    assert page.status_code == 400
    assert CertificateEvent.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_hr_of_another_department_finds_none(client, certificate, method):
    client.force_login(make_hr(make_department("Werk")))

    response = getattr(client, method)(f"{LIST}{certificate.number}/", {"deed": "revoke", "reason": "Neid"})

    assert response.status_code == 404
    assert (CertificateEvent.objects.count(), entries()) == (0, [])


def test_without_any_the_page_says_how_they_come_about(client, hr):
    assert "Zertifikate werden automatisch ausgestellt" in text_of(client.get(LIST))
