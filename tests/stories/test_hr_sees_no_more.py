"""HR learns who completed what and when, and nothing of how: each forbidden field holds a value found nowhere else."""

import io
import re
import zipfile
from collections.abc import Set
from datetime import UTC, date, datetime
from decimal import Decimal

import pikepdf
import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.core.management import call_command

from coursesite.accounts.models import Department
from coursesite.tables.formats import FORMATS
from lessons.models import Course, Enrolment, EnrolmentEvent, Term, UnitProgress
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Question, QuestionVersion, Quiz
from tests.doors import addresses, path_of
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.effect import answer, make_begun
from tests.factories.lessons import make_course, make_enrolment, make_unit
from tests.pdf_texts import texts

pytestmark = pytest.mark.django_db
PAGE, FILE, PERSON = "/reports/completions/", "/reports/completions.{}", "/reports/people/{}/"
EFFECT, EVIDENCE = "/reports/effect/", "/reports/evidence/"

EMAIL = "kanarie-adresse@example.org"
PUBLIC_ID = "KanarieKennungDerPerson"
TIME_FACTOR = "1.25"
ENTRY_DATE = date(1987, 3, 29)
JOINED_AT = datetime(2026, 2, 3, 3, 41, 17, tzinfo=UTC)
STARTED_AT = datetime(2026, 10, 5, 3, 42, 18, tzinfo=UTC)
ATTEMPT_STARTED_AT = datetime(2026, 10, 6, 3, 43, 19, tzinfo=UTC)
ANSWERED_AT = datetime(2026, 10, 7, 3, 44, 21, tzinfo=UTC)
SUBMITTED_AT = datetime(2026, 10, 8, 3, 45, 22, tzinfo=UTC)
DEADLINE = datetime(2026, 10, 9, 3, 46, 23, tzinfo=UTC)
UNIT_COMPLETED_AT = datetime(2026, 10, 11, 3, 47, 24, tzinfo=UTC)
DUE_ON = date(2027, 7, 13)
SEED = 918273645
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ATTEMPT_NUMBER = 7351
POINTS, MAXIMUM = Decimal("13.57911"), 4243
SLOT_SHARE, UNIT_SHARE = Decimal("0.61337"), Decimal("0.73319")
ANSWER = "KanarieAntwort"
PART = "KanarieTeilergebnis"
RULE = "KanarieRegel"
KEY = "KanarieLoesung"
REASON = "KanarieBegruendung"

CANARIES = [
    EMAIL, PUBLIC_ID, TIME_FACTOR, str(ENTRY_DATE), str(SEED), str(ATTEMPT_NUMBER), str(POINTS),
    str(MAXIMUM), str(SLOT_SHARE), str(UNIT_SHARE), ANSWER, PART, RULE, KEY, REASON,
]  # fmt: skip
MOMENTS = [JOINED_AT, STARTED_AT, ATTEMPT_STARTED_AT, ANSWERED_AT, SUBMITTED_AT, DEADLINE, UNIT_COMPLETED_AT]
# A day or a score must not slip through in another spelling either.
DAYS = ["29.03.1987", "29.\N{NO-BREAK SPACE}März 1987", "29. März 1987", "29 March 1987", "29 Mar 1987"]
SPELLINGS = ["13,57911", "13.58", "13,58", "61,3", "61.3", "73,3", "73.3", *DAYS]


@pytest.fixture
def hr():
    sales = make_department("Vertrieb")
    person = make_member(
        sales, "Jörg Müller", email=EMAIL, personnel_number="007", public_id=PUBLIC_ID, time_factor=TIME_FACTOR,
        entry_date=ENTRY_DATE, joined_at=JOINED_AT,
    )  # fmt: skip
    course = make_course(slug="kundenzentrierung", title="Kundenzentrierung")
    enrolment = make_enrolment(
        person, course, enrolled_on=date(2026, 10, 1), started_at=STARTED_AT, due_on=DUE_ON,
        completed_on=date(2026, 11, 2), passed_on=date(2026, 11, 2),
    )  # fmt: skip
    EnrolmentEvent.objects.create(enrolment=enrolment, kind="assigned", reason=REASON)
    _take_the_exam(enrolment, make_unit(course, kind="quiz", title="Zwischenprüfung"))
    with time_machine.travel(NOW):  # no moment of hers looks like one of the canaries, whenever this runs
        return make_hr(sales)


def _take_the_exam(enrolment, unit):
    UnitProgress.objects.create(
        enrolment=enrolment, unit=unit, state="completed", share=UNIT_SHARE, passed=True, completed_at=UNIT_COMPLETED_AT
    )
    quiz = Quiz.objects.create(course=unit.course, unit=unit, mode="midterm")
    question = Question.objects.create(course=unit.course, uid="q", family="f", pool="midterm", form="einordnen")
    version = QuestionVersion.objects.create(
        question=question, number=1, type="single", content={"key": KEY}, content_hash="0" * 64
    )
    attempt = Attempt.objects.create(
        enrolment=enrolment, quiz=quiz, number=ATTEMPT_NUMBER, state="marked", seed=SEED, rule={"text": RULE},
        deadline=DEADLINE, started_at=ATTEMPT_STARTED_AT, submitted_at=SUBMITTED_AT, points=POINTS, maximum=MAXIMUM,
        passed=True,
    )  # fmt: skip
    slot = AttemptSlot.objects.create(
        attempt=attempt, position=1, version=version, share=SLOT_SHARE, parts=[{"id": PART}]
    )
    AnswerStep.objects.create(slot=slot, seq=1, answer={"choice": ANSWER}, confidence="sure", arrived_at=ANSWERED_AT)


def everything_stored() -> str:
    models = [
        model for label in ("accounts", "lessons", "quizzes") for model in apps.get_app_config(label).get_models()
    ]
    return "".join(serializers.serialize("json", model.objects.all()) for model in models)


def clock_times(moment: datetime) -> list[str]:
    """As UTC and as Berlin summer or winter time, with and without seconds."""
    hours = [moment.hour, moment.hour + 1, moment.hour + 2]
    return [f"{hour}:{moment.minute}" for hour in hours] + [f":{moment.minute}:{moment.second}"]


def test_there_is_something_that_could_leak(hr):
    stored = everything_stored()

    assert [canary for canary in CANARIES if canary not in stored] == []
    assert [moment for moment in MOMENTS if f"{moment:%H:%M:%S}" not in stored] == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?course=kundenzentrierung&status=completed&from=2026-11-02&to=2026-11-02",
        "?as_of=2026-11-23&due-from=2026-01-01&sort=-due_on",
        "?sort=attempts__points",
        "?sort=-user__email",
        "?columns=score&fields=email,points&format=json&expand=attempts",
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
# The report's own "as of" is a time of day, too: a fixed one that no canary shares.
@time_machine.travel(NOW)
def test_hr_sees_no_score_answer_attempt_or_time(client, hr, query, language):
    client.cookies["language"] = language
    client.force_login(hr)

    html = client.get(PAGE + query).content.decode()

    for text in (without_addresses(html), *files(client, query)):
        assert "Jörg Müller" in text
        assert "007" in text
        assert leaks(text) == []


@pytest.mark.parametrize("language", ["de", "en"])
@time_machine.travel(NOW)
def test_hr_sees_no_more_where_she_sets_the_time_extension(client, hr, language):
    client.cookies["language"] = language
    client.force_login(hr)
    address = PERSON.format(PUBLIC_ID)

    shown = client.get(address).content.decode()
    refused = client.post(address, {"time_factor": "99"}).content.decode()

    for text in (shown, refused):
        assert "Jörg Müller" in text
        assert leaks(without_addresses(text), allowed={EMAIL, TIME_FACTOR}) == []
        assert "007" not in text
        assert "Kundenzentrierung" not in text


@pytest.mark.parametrize("language", ["de", "en"])
@time_machine.travel(datetime(2027, 1, 1, 11, 0, tzinfo=UTC))
def test_hr_sees_no_person_in_the_effect_of_groups(client, hr, language):
    """The person with all the canaries is one of ten who answered; figures of the ten are all there is."""
    course = Course.objects.get()
    Term.objects.create(course=course, key="A", name="Amsel", glyph="fernglas", colour="focus", definition="Amsel")
    others = [make_begun(Department.objects.get(name="Vertrieb"), course, date(2026, 10, 5)) for _run in range(9)]
    for run in [Enrolment.objects.get(user__public_id=PUBLIC_ID), *others]:
        answer(run, "placement", {"A": (1, 2)}, date(2026, 10, 7))
    call_command("run_due", verbosity=0)
    client.cookies["language"] = language
    client.force_login(hr)

    html = client.get(EFFECT).content.decode()

    assert "50% (44–56%), 10 " in html.replace("\xa0%", "%").replace("\xa0", " ")
    assert "Jörg Müller" not in html
    assert "007" not in html
    assert leaks(html) == []


# HR needs these of a person elsewhere than in the list: where mail goes, when she came, her address on the site.
OF_THE_PERSON = {EMAIL, PUBLIC_ID, TIME_FACTOR, str(ENTRY_DATE), *DAYS}


@pytest.mark.parametrize("language", ["de", "en"])
@time_machine.travel(NOW)
def test_no_page_of_the_site_that_opens_for_hr_says_how_somebody_learned(client, hr, language):
    client.cookies["language"] = language
    client.force_login(hr)
    opened = opened_pages(client)

    found = {name: leaks(text, allowed=OF_THE_PERSON) for name, text in opened.items()}
    assert {name: canaries for name, canaries in found.items() if canaries} == {}
    with_her_name = {name.removeprefix("lessons:") for name, text in opened.items() if "Jörg Müller" in text}
    assert {"report-completions", "report-people", "report-person"} <= with_her_name
    assert [name for name in opened if name.startswith("admin:")] == []


@time_machine.travel(NOW)
def test_the_evidence_for_an_audit_says_nothing_of_how_somebody_learned(client, hr):
    client.force_login(hr)

    pack = client.post(
        EVIDENCE, {"course": "kundenzentrierung", "as_of": "2026-11-20", "language": "de", "purpose": "Audit"}
    )
    book = zipfile.ZipFile(io.BytesIO(pack.getvalue()))
    text = "".join(name + text_in(name.rpartition(".")[2], book.read(name)) for name in book.namelist())

    assert "Jörg Müller" in text
    assert leaks(text, allowed=OF_THE_PERSON) == []


def opened_pages(client) -> dict[str, str]:
    """What every address of the site answers to a plain visit, by its name, where it opens at all."""
    values = {
        "person": PUBLIC_ID, "course": "kundenzentrierung", "unit": Quiz.objects.get().unit.slug,
        "quiz": Quiz.objects.get().unit.slug, "attempt": Attempt.objects.get().public_id, "n": 1,
        "slot": AttemptSlot.objects.get().pk, "uid": "q", "version": 1, "file_format": "json",
        "object_id": Attempt.objects.get().pk, "app_label": "quizzes",
    }  # fmt: skip
    answers = {address.name: client.get(path_of(address, values)) for address in addresses()}
    return {
        name: text_in("zip" if answer["Content-Type"] == "application/zip" else "", answer.getvalue())
        for name, answer in answers.items()
        if answer.status_code == 200
    }


MADE_AT = re.compile(r"<xmp:(CreateDate|ModifyDate)>[^<]*<")  # when the file was made, which is now


def files(client, query: str) -> list[str]:
    """All that stands in a file of each format, also in what its reader does not show."""
    asked = f"{query}{'&' if query else '?'}purpose=Audit"
    return [text_in(key, b"".join(client.get(FILE.format(key) + asked).streaming_content)) for key in FORMATS]


def text_in(key: str, data: bytes) -> str:
    match key:
        case "xlsx" | "zip":
            book = zipfile.ZipFile(io.BytesIO(data))
            return "".join(name + book.read(name).decode() for name in book.namelist())
        case "pdf":
            document = pikepdf.open(io.BytesIO(data))
            said = f"{document.open_metadata()}{dict(document.docinfo)}"
            return "".join(texts(data)).replace("|", "") + MADE_AT.sub("", said)
    return data.decode("utf-8-sig")


def leaks(text: str, allowed: Set[str] = frozenset()) -> list[str]:
    forbidden = [*CANARIES, *SPELLINGS, *(time for moment in MOMENTS for time in clock_times(moment))]
    return [canary for canary in forbidden if canary in text and canary not in allowed]


def without_addresses(html: str) -> str:
    """Addresses about a person name her id, and where the page frame comes back to names it, too."""
    for address in (PERSON.format(PUBLIC_ID), f"/reports/certificates/?person={PUBLIC_ID}"):
        html = html.replace(address, "")
    return html
