"""A learner's certificates, and what the check page tells anybody."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from lessons.certificates.proof import Verdict, read, verify
from lessons.models import Certificate, CertificateEvent, CertificatePolicy
from lessons.services.certifying import replace_certificate, revoke_certificate, show_name
from lessons.views import certificates as views
from tests.factories.accounts import make_user
from tests.factories.certificates import make_certificate, make_mastery
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db
LIST = "/me/certificates/"
SITE = "https://lernen.example.org"


@pytest.fixture(autouse=True)
def site(settings):
    """Under its own address, and with no limit from before."""
    settings.SITE_URL = SITE
    cache.clear()


@pytest.fixture
def certificate(learner) -> Certificate:
    return make_certificate(learner, make_course(title="Drei Begriffe"), now=clock.now())


def text_of(response) -> str:
    page = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def pairs_of(response) -> dict[str, str]:
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", response.content.decode(), re.S)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for label, value in found}


# --- Hers --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("de", "noch kein Zertifikat"), ("en", "no certificates yet")])
def test_without_one_the_page_says_how_to_get_it(reader, language, words):
    reader.cookies["language"] = language

    assert words in text_of(reader.get(LIST))


def test_her_list_names_what_she_has(reader, certificate):
    make_certificate(make_user(name="Somebody Else"))

    page = reader.get(LIST)

    assert "Teilnahme: Drei Begriffe gültig" in text_of(page)
    assert pairs_of(page) == {
        "Nummer": certificate.number,
        "Name": "Mira Lindqvist",
        "Ausgestellt am": pairs_of(page)["Ausgestellt am"],
        "Gültig bis": "unbefristet",
        "Prüfseite": f"{SITE}/certificates/{certificate.code}/",
    }
    assert page.content.decode().count("<h2") == 1
    assert "Neu ausstellen" not in text_of(page)


def test_she_reads_why_it_was_revoked_or_replaced(reader, learner, certificate):
    hr = make_user()
    other = make_certificate(learner, make_course(), now=clock.now())
    revoke_certificate(certificate=other, hr=hr, reason="<b>Täuschung</b>", now=clock.now())
    new = replace_certificate(certificate=certificate, hr=hr, reason="Schreibfehler", now=clock.now())

    said = text_of(reader.get(LIST))

    assert f"Ersetzt durch {new.number} am" in said
    assert "Grund: Schreibfehler" in said
    assert "Grund: &lt;b&gt;Täuschung&lt;/b&gt;" in said
    assert [said.count(word) for word in ("PDF auf Deutsch", "Neu ausstellen")] == [1, 0]


def test_the_page_shows_what_the_document_says(reader, certificate):
    page = reader.get(f"{LIST}{certificate.number}/")

    pairs = pairs_of(page)
    assert pairs["Regel"] == "1 Pflichtlektion gelesen"
    assert pairs["Nummer"] == certificate.number
    assert certificate.snapshot_hash in text_of(page)
    assert page.content.decode().count("<svg") == 1


def test_the_page_says_what_others_see(reader, certificate):
    """Her name as far as she has allowed it, and the way to the very page."""
    address = f"{LIST}{certificate.number}/"

    before = text_of(reader.get(address))
    reader.post(f"{address}name/", {"shown": "initials"})
    after = reader.get(address)

    assert "Was andere sehen" in before
    assert "Ihr Name steht dort nicht." in before
    assert "Ihr Name steht dort als „M. L.“." in text_of(after)
    assert after.content.decode().count(f'href="/certificates/{certificate.code}/"') == 2
    assert "M. L." in text_of(reader.get(f"/certificates/{certificate.code}/"))


def test_the_proof_for_programs_is_folded_behind_what_people_need(reader, certificate):
    for address in (LIST, f"{LIST}{certificate.number}/"):
        page = reader.get(address).content.decode()
        fold = re.findall(r'<details class="fold certificate__proof">.*?</details>', page, re.S)

        assert len(fold) == 1
        assert page.count("proof.json") == fold[0].count("proof.json") == 1


@pytest.mark.parametrize(("language", "title"), [("de", "Zertifikat"), ("en", "Certificate")])
def test_the_document_comes_in_either_language(reader, certificate, monkeypatch, language, title):
    made = []
    monkeypatch.setattr(views, "write_pdf", lambda document: made.append(document) or iter([b"%PDF-"]))

    response = reader.get(f"{LIST}{certificate.number}/{language}.pdf")

    assert b"".join(response.streaming_content) == b"%PDF-"
    assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}-{language}.pdf"'
    [document] = made
    assert (document.title, document.language, document.name) == (title, language, "Mira Lindqvist")
    assert document.address == f"{SITE}/certificates/{certificate.code}/"


def test_the_document_is_a_pdf(reader, certificate):
    assert b"".join(reader.get(f"{LIST}{certificate.number}/de.pdf").streaming_content)[:5] == b"%PDF-"


def test_the_proof_holds_offline(reader, certificate):
    content = b"".join(reader.get(f"{LIST}{certificate.number}/proof.json").streaming_content)

    assert verify(read(content)) == Verdict(checksum=certificate.snapshot_hash, knows_name=True)


def test_she_decides_how_much_of_her_name_is_shown(reader, certificate):
    reader.post(f"{LIST}{certificate.number}/name/", {"shown": "initials"})

    page = reader.get(LIST)

    assert '<option value="initials" selected>' in page.content.decode()
    assert [*CertificateEvent.objects.values_list("kind", "data", "actor__name")] == [
        ("name-shown", {"shown": "initials"}, "Mira Lindqvist")
    ]


@pytest.mark.parametrize("value", ["", "everything", "x" * 10_000])
def test_what_is_no_choice_is_refused_in_words(reader, certificate, value):
    page = reader.post(f"{LIST}{certificate.number}/name/", {"shown": value}, follow=True)

    assert "Diese Auswahl gibt es nicht." in text_of(page)
    assert not CertificateEvent.objects.exists()


def test_with_another_name_she_asks_for_a_new_one(reader, learner, certificate):
    User.objects.filter(pk=learner.pk).update(name="Mira Sommer")
    assert "Neu ausstellen" in text_of(reader.get(LIST))

    page = reader.post(f"{LIST}{certificate.number}/renew/", follow=True)

    new = Certificate.objects.latest("pk")
    assert (new.name, new.enrolment.user_id) == ("Mira Sommer", learner.pk)
    assert f"Ihr Zertifikat ist jetzt {new.number}." in text_of(page)
    assert "Neu ausstellen" not in text_of(page)


def test_a_name_that_never_was_is_not_called_deleted(reader, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(name="")
    never = text_of(reader.get(f"{LIST}{certificate.number}/"))
    Certificate.objects.filter(pk=certificate.pk).update(name_salt="")
    deleted = text_of(reader.get(f"{LIST}{certificate.number}/"))

    assert ["Name gelöscht" in page for page in (never, deleted)] == [False, True]


@pytest.mark.parametrize("tail", ["", "de.pdf", "proof.json"])
def test_nobody_else_gets_hers(client, certificate, tail):
    client.force_login(make_user())

    assert client.get(f"{LIST}{certificate.number}/{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["name", "renew"])
def test_nobody_else_changes_hers(client, certificate, tail):
    client.force_login(make_user())

    assert client.post(f"{LIST}{certificate.number}/{tail}/", {"shown": "full"}).status_code == 404
    assert (CertificateEvent.objects.count(), Certificate.objects.count()) == (0, 1)


def test_there_is_no_document_in_another_language(reader, certificate):
    assert reader.get(f"{LIST}{certificate.number}/fr.pdf").status_code == 404


# --- The check ---------------------------------------------------------------------------------------------------
def ended(certificate, how) -> None:
    hr, now = make_user(), clock.now()
    match how:
        case "replaced":
            replace_certificate(certificate=certificate, hr=hr, reason="Geheim", now=now)
        case "revoked":
            revoke_certificate(certificate=certificate, hr=hr, reason="Geheim", now=now)


def checked(client, certificate, how) -> tuple:
    code = "X" * 32 if how == "unknown" else certificate.code
    return client.get(f"/certificates/{code}/"), client.get(f"/certificates/{code}.json")


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ("valid", "gültig"),
        ("replaced", "ersetzt"),
        ("revoked", "widerrufen"),
        ("expired", "abgelaufen"),
        ("unknown", "unbekannt"),
    ],
)
def test_each_state_has_its_word_and_the_same_layout(how, word, learner):
    course = make_course(title="Drei Begriffe")
    now = clock.now()
    if how == "expired":
        CertificatePolicy.objects.create(course=course, valid_months=1)
        now -= timedelta(days=60)
    certificate = make_certificate(learner, course, now=now)
    ended(certificate, how)
    show_name(certificate=certificate, shown="full", now=now)

    page, data = checked(Client(), certificate, how)

    known = how != "unknown"
    assert (page.status_code, data.status_code) == ((200, 200) if known else (404, 404))
    assert f"Zertifikat prüfen {word}" in text_of(page)
    pairs = pairs_of(page)
    assert list(pairs) == [
        "Name", "Kurs", "Stufe", "Erreicht am", "Ausgestellt am", "Gültig bis", "Widerrufen oder ersetzt am", "Nummer",
        "Prüfsumme",
    ]  # fmt: skip
    if known:
        assert (pairs["Name"], pairs["Kurs"], pairs["Nummer"], pairs["Prüfsumme"]) == (
            "Mira Lindqvist", "Drei Begriffe (Fassung 3)", certificate.number, certificate.snapshot_hash,
        )  # fmt: skip
    else:
        assert set(pairs.values()) == {"–"}
    assert "Geheim" not in page.content.decode() + data.content.decode()
    for answer in (page, data):
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert answer["Cache-Control"] == "no-store"


def test_the_code_stays_on_the_site_and_the_switches_of_the_page_work(certificate):
    """A browser says where a form comes from unless the page forbids it; without that Django refuses the form."""
    page = Client().get(f"/certificates/{certificate.code}/")

    assert page["Referrer-Policy"] == "same-origin"
    assert "referrer" not in page.content.decode()


@pytest.mark.parametrize(
    ("shown", "said", "told"),
    [("none", "nicht angegeben", None), ("initials", "M. L.", "M. L."), ("full", "Mira Lindqvist", "Mira Lindqvist")],
)
def test_the_name_stands_there_as_far_as_she_allows(client, certificate, shown, said, told):
    show_name(certificate=certificate, shown=shown, now=clock.now())

    page, data = checked(client, certificate, "valid")

    assert (pairs_of(page)["Name"], data.json()["name"]) == (said, told)
    if shown != "full":
        assert "Lindqvist" not in page.content.decode() + data.content.decode()


def test_the_name_is_hidden_at_first(client, certificate):
    assert "Lindqvist" not in "".join(answer.content.decode() for answer in checked(client, certificate, "valid"))


def test_json_tells_the_same(client):
    certificate = make_mastery(make_user(), make_course(title="Drei Begriffe"), now=clock.now())

    found = client.get(f"/certificates/{certificate.code.lower()}.json").json()

    assert found == {
        "status": "valid",
        "number": certificate.number,
        "level": "mastery",
        "practical_assignment": False,
        "course": "Drei Begriffe",
        "course_version": 3,
        "reached_on": certificate.snapshot["decision"]["day"],
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": None,
        "ended_on": None,
        "name": None,
        "name_deleted": False,
        "checksum": certificate.snapshot_hash,
    }
    nothing = client.get("/certificates/ABC.json").json()
    assert nothing == {**dict.fromkeys(found), "status": "unknown", "name_deleted": False}


def test_a_deleted_name_is_said_to_be_deleted(client, certificate):
    show_name(certificate=certificate, shown="full", now=clock.now())
    Certificate.objects.update(name="", name_salt="")
    CertificateEvent.objects.create(certificate=certificate, kind="name-cleared")

    page, data = checked(client, certificate, "valid")

    assert pairs_of(page)["Name"] == "gelöscht"
    assert (data.json()["name"], data.json()["name_deleted"]) == (None, True)


@pytest.mark.parametrize("code", ["%00", "a" * 5000, "'; --", "../x", "ä" * 40])
def test_hostile_codes_are_unknown(client, code):
    assert client.get(f"/certificates/{code}/").status_code in {400, 404}


@pytest.mark.parametrize("tail", ["/", ".json"])
def test_too_many_checks_from_one_address_have_to_wait(client, certificate, monkeypatch, tail):
    monkeypatch.setattr("lessons.views.certificate_check.CHECKS_PER_MINUTE", 2)
    now = clock.now()
    monkeypatch.setattr("coursesite.clock.now", lambda: now)  # no new minute in between
    address = f"/certificates/{certificate.code}{tail}"

    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]


def test_the_account_and_the_start_page_lead_there(reader, certificate):
    assert [f'href="{LIST}"' in reader.get(path).content.decode() for path in ("/me/", "/")] == [True, True]
