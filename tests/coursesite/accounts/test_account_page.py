from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coursesite import clock, registry
from coursesite.accounts.models import User, UserSession
from coursesite.accounts.queries.sessions import session_handle
from coursesite.accounts.sessions import SessionStore
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from tests.factories.accounts import PASSWORD, make_operator, make_user

pytestmark = pytest.mark.django_db
URL = "/me/"


@pytest.fixture
def user() -> User:
    return make_user(email="ada@example.com", name="Ada Öztürk")


@pytest.fixture
def page(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def other_device(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def profile(**fields: str) -> dict[str, str]:
    return {"name": "Ada Öztürk", "language": "de", "time_factor": "1", **fields}


def test_signed_out_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(URL).url == "/accounts/login/?next=/me/"


def test_page_is_stored_nowhere(page: Client) -> None:
    assert page.get(URL).headers["Cache-Control"] == "no-store"


def test_profile_is_saved(page: Client, user: User) -> None:
    response = page.post(URL, profile(name="Ada Ö.", language="en", time_factor="1.5"))

    user.refresh_from_db()
    assert (response.status_code, response.url) == (302, URL)
    assert (user.name, user.language, user.time_factor) == ("Ada Ö.", "en", "1.5")
    shown = page.get(URL)
    assert shown.headers["Content-Language"] == "en"
    assert "Saved." in shown.content.decode()


@pytest.mark.parametrize(("ticked", "wanted"), [({"reminders": "on"}, True), ({}, False)])
def test_reminders_of_optional_courses_can_be_switched_off(
    page: Client, user: User, ticked: dict, wanted: bool
) -> None:
    page.post(URL, profile(**ticked))

    user.refresh_from_db()
    assert user.reminders is wanted
    assert ("checked" in page.get(URL).content.decode()) is wanted


def test_only_her_own_fields_are_hers_to_set(page: Client, user: User) -> None:
    page.post(URL, profile(email="neu@example.com", is_superuser="on", personnel_number="1", is_active=""))

    user.refresh_from_db()
    assert (user.email, user.is_superuser, user.personnel_number, user.is_active) == (
        "ada@example.com",
        False,
        "",
        True,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "A\x00da"),
        ("name", "Ada\r\nBcc: c@d.de"),
        ("name", "x" * 10_000),
        ("name", "   "),
        ("language", "fr"),
        ("language", "d\x00e"),
        ("time_factor", "99"),
    ],
)
def test_refused_input_keeps_what_was_typed(page: Client, user: User, field: str, value: str) -> None:
    response = page.post(URL, profile(**{field: value}))

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert form[field].value() == value
    assert response.context["user"].name == "Ada Öztürk"
    assert User.objects.get().name == "Ada Öztürk"


def test_sessions_say_since_when_and_which_is_this_device(page: Client, user: User) -> None:
    other_device(user)
    other_device(make_user())

    sessions = page.get(URL).context["sessions"]

    assert [session.is_current for session in sessions] == [True, False]
    assert sessions[0].handle == session_handle(page.session.session_key)


def test_page_shows_no_session_key(page: Client, user: User) -> None:
    other_device(user)

    html = page.get(URL).content.decode()

    keys = list(UserSession.objects.values_list("session_key", flat=True))
    assert len(keys) == 2
    assert [key for key in keys if key in html] == []


def test_expired_session_is_not_listed(page: Client, user: User) -> None:
    other = other_device(user)
    past = clock.now() - timedelta(seconds=1)
    UserSession.objects.filter(session_key=other.session.session_key).update(expire_date=past)

    assert len(page.get(URL).context["sessions"]) == 1


def test_ending_a_session_signs_that_device_out(page: Client, user: User) -> None:
    other = other_device(user)
    handle = session_handle(other.session.session_key)

    assert page.get(f"/me/sessions/{handle}/end/").status_code == 405
    assert page.post(f"/me/sessions/{handle}/end/").url == URL

    assert other.get(URL).url == "/accounts/login/?next=/me/"
    assert page.get(URL).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(page: Client) -> None:
    other = other_device(make_user())

    response = page.post(f"/me/sessions/{session_handle(other.session.session_key)}/end/")

    assert response.status_code == 404
    assert other.get(URL).status_code == 200


def test_ending_all_others(page: Client, user: User) -> None:
    others, stranger = [other_device(user), other_device(user)], other_device(make_user())

    page.post("/me/sessions/end/")

    assert [other.get(URL).status_code for other in others] == [302, 302]
    assert (page.get(URL).status_code, stranger.get(URL).status_code) == (200, 200)


def test_new_password_ends_the_other_sessions_and_keeps_since(page: Client, user: User) -> None:
    other = other_device(user)
    before = page.get(URL).context["sessions"][0]

    new = "ein-anderes-passwort"
    page.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    after = page.get(URL).context["sessions"][0]
    assert (after.since, after.is_current) == (before.since, True)
    assert after.handle != before.handle
    assert other.get(URL).status_code == 302


def test_session_of_a_visitor_belongs_to_nobody() -> None:
    store = SessionStore()
    store["answer"] = 42
    store.save()

    assert SessionStore(store.session_key)["answer"] == 42
    assert UserSession.objects.get().user is None


def export_of(*people: User, **fields: object):
    subjects = User.objects.filter(pk__in=[person.pk for person in people])
    values = {"role": "hr", "action": Action.EXPORT_COMPLETIONS, "purpose": "Nachweis", "actor": make_operator()}
    return record(**{**values, "subjects": subjects, **fields})


def test_journal_says_when_in_which_role_what_for_and_what(page: Client, user: User, monkeypatch) -> None:
    words = {"name": "Name", "passed": "Bestanden"}
    monkeypatch.setitem(registry.journal_words, Action.EXPORT_COMPLETIONS, words)
    hr = make_user(name="Hanna Geheim")
    entry = export_of(user, actor=hr, details={"columns": ["name", "passed", "unbekannt"]})
    export_of(make_user())

    response = page.get(URL)

    rows = [(row.entry, str(row.role), row.entry.purpose, row.columns) for row in response.context["entries"]]
    assert rows == [(entry, str(rows[0][1]), "Nachweis", ["Name", "Bestanden", "unbekannt"])]
    assert "Nachweis" in response.content.decode()
    assert "Hanna Geheim" not in response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Festlegen der Zeitzugabe"), ("en", "setting the time extension")]
)
def test_journal_says_in_her_language_what_no_person_typed(page: Client, user: User, language: str, words: str) -> None:
    page.cookies["language"] = language
    for action in (Action.VIEW_PERSON, Action.CHANGE_PERSON):
        export_of(user, action=action, purpose="time-extension")

    html = page.get(URL).content.decode()

    assert (html.count(f">{words}</td>"), "time-extension" in html) == (2, False)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Gilt ab dem nächsten Versuch; ein begonnener Versuch behält sein Ende."),
        ("en", "Applies from the next attempt; an attempt already under way keeps its end time."),
    ],
)
def test_page_says_from_when_a_time_extension_counts(page: Client, language: str, sentence: str) -> None:
    page.cookies["language"] = language

    assert sentence in " ".join(page.get(URL).content.decode().split())


def test_journal_names_a_command(page: Client, user: User) -> None:
    export_of(user, actor=None, role="")

    assert [str(row.role) for row in page.get(URL).context["entries"]] not in ([], [""])


def test_journal_is_paged(page: Client, user: User) -> None:
    for _ in range(21):
        export_of(user, actor=None)

    pages = [page.get("/me/disclosures/", {"page": number}) for number in ("1", "2", "999", "x")]

    assert [len(shown.context["entries"]) for shown in pages] == [20, 1, 1, 20]
    assert len(page.get(URL).context["entries"]) == 5


def test_same_number_of_queries_for_one_row_and_three(page: Client, user: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page.get(URL)
        return len(captured)

    export_of(user)
    once = queries()
    for _ in range(2):
        export_of(user)
        other_device(user)

    assert queries() == once


def test_panels_of_the_upper_floors_are_shown(page: Client, monkeypatch) -> None:
    panel = registry.Panel("accounts/sign_in_methods.html", lambda request: {"seen": request.user.email})
    monkeypatch.setattr(registry, "account_panels", [panel])

    assert page.get(URL).context["panels"] == [
        {"template": "accounts/sign_in_methods.html", "data": {"seen": "ada@example.com"}}
    ]


@pytest.mark.parametrize("path", ["email/", "password/change/", "2fa/", "logout/"])
def test_the_pages_of_the_account_lead_back_to_it(page: Client, path: str) -> None:
    html = page.get(f"/accounts/{path}").content.decode()

    assert '<a href="/me/">' in html.partition("<main")[2].partition("<h1")[0]
