"""What somebody finds in a course, and what nobody does."""

from datetime import timedelta

import pytest
from django.test import Client

from coursesite import clock
from lessons.models import GlossaryTerm
from lessons.services.indexing import refresh_index
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_enrolment, make_lesson, make_started
from tests.factories.quizzes import give_terms, make_exam, slots_of
from tests.factories.workshop import make_instructor

pytestmark = pytest.mark.django_db
PATH = "/courses/kurs/search/"


@pytest.fixture
def course(learner):
    course = make_course(slug="kurs", title="Kurs", access="assigned")
    make_started(learner, course)
    return course


def found(client: Client, query: str) -> list[tuple[str, str, str, str]]:
    """(kind, title, heading, snippet with its hits in brackets), in order."""
    groups = client.get(PATH, {"q": query}).context["found"].groups
    return [(group.key, hit.title, shown(hit.heading), shown(hit.snippet)) for group in groups for hit in group.hits]


def shown(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def test_a_word_finds_its_other_forms_where_they_stand(reader, course) -> None:
    make_lesson(course, "Vorweg.\n\n## Am Fluss\n\nDort stehen zwei Häuser.\n", title="Orte", slug="orte")

    assert found(reader, "Haus") == [("lesson", "Orte", "Am Fluss", "Dort stehen zwei [Häuser].")]
    page = reader.get(PATH, {"q": "Haus"}).content.decode()
    assert "/courses/kurs/lessons/orte/#h-am-fluss" in page
    assert "zwei <mark>Häuser</mark>." in page
    assert "1 Fundstelle zu „Haus“" in page


def test_a_word_comes_before_longer_ones_and_those_before_compounds(reader, course) -> None:
    make_lesson(course, "Kundenorientierung.\n", title="Zusammengesetzt")
    make_lesson(course, "Orientierungshilfe.\n", title="Länger")
    make_lesson(course, "Orientierung.\n", title="Dasselbe")

    assert [hit[1] for hit in found(reader, "orientierungen")] == ["Dasselbe", "Länger", "Zusammengesetzt"]


def test_hyphens_hide_nothing(reader, course) -> None:
    make_lesson(course, "Ein Kunden-Fokus.\n", title="Mit")
    make_lesson(course, "Kundenfokus.\n", title="Ohne")

    both = {"Mit", "Ohne"}
    assert {hit[1] for hit in found(reader, "kundenfokus")} == both
    assert {hit[1] for hit in found(reader, "Kunden-Fokus")} == both
    assert {hit[1] for hit in found(reader, "Fokus")} == both


def test_all_words_together_are_shown_instead_of_some(reader, course) -> None:
    make_lesson(course, "Ein Kahn.\n", title="Nur Kahn")
    make_lesson(course, "Ein Kahn auf dem Fluss.\n", title="Beides")

    assert [hit[1] for hit in found(reader, "Kahn Fluss")] == ["Beides"]


def test_some_words_are_better_than_none_and_it_is_said(reader, course) -> None:
    make_lesson(course, "Ein Kahn.\n", title="Nur Kahn")

    page = reader.get(PATH, {"q": "Kahn Segelschiff"})

    assert [hit.title for group in page.context["found"].groups for hit in group.hits] == ["Nur Kahn"]
    assert "Keine Fundstelle enthält alle Wörter" in page.content.decode()


def test_the_glossary_is_found_by_a_word_and_its_other_forms(reader, course) -> None:
    GlossaryTerm.objects.create(course=course, uid="kahn", term="Kahn", aliases=["Nachen"], plain="Ein Boot.")
    refresh_index(course=course)

    assert found(reader, "Kähne") == [("glossary", "", "[Kahn]", "Ein Boot.")]
    assert found(reader, "Nachen") == [("glossary", "", "Kahn", "Ein Boot.")]
    assert "/courses/kurs/glossary/#term-kahn" in reader.get(PATH, {"q": "Kahn"}).content.decode()


def test_a_word_mistyped_is_offered_as_the_course_spells_it(reader, course) -> None:
    make_lesson(course, "Die Kundenzentrierung am Fluss.\n")

    page = reader.get(PATH, {"q": "Kundenzentrirung Fluss"})

    assert page.context["found"].instead == ("Kundenzentrierung Fluss",)
    assert "?q=Kundenzentrierung%20Fluss" in page.content.decode()


def test_nothing_found_says_what_to_do(reader, course) -> None:
    page = reader.get(PATH, {"q": "xyzq <b>"}).content.decode()

    assert "Zu „xyzq &lt;b&gt;“ wurde nichts gefunden." in page
    assert "Alle Wörter des Glossars" in page
    assert "Gesucht wird in Lektionen" in reader.get(PATH).content.decode()


def test_what_is_locked_for_her_is_not_found_but_by_who_teaches(reader, course) -> None:
    make_lesson(course, "Ein Kahn.\n", title="Später", days_after_pass=3, required=False)

    teacher = Client()
    teacher.force_login(make_instructor(course))

    assert found(reader, "Kahn") == []
    assert [hit[1] for hit in found(teacher, "Kahn")] == ["Später"]


def test_another_courses_texts_are_not_found(reader, course) -> None:
    make_lesson(make_course(), "Ein Kahn.\n")

    page = reader.get(PATH, {"q": "Kahnn"}).context["found"]

    assert (page.groups, page.instead) == ((), ())


def test_before_the_start_the_course_says_how_to_begin(client) -> None:
    course, user = make_course(slug="kurs"), make_user()
    make_enrolment(user, course)
    client.force_login(user)

    assert client.get(PATH).headers["Location"] == "/courses/kurs/"


# --- own reviews -------------------------------------------------------------------------------------------------
@pytest.fixture
def quizzes(course):
    return give_terms(course)


def attempt_of(learner, quiz, *, submit: bool):
    now = clock.now()
    attempt = start_attempt(enrolment=learner.enrolments.get(), quiz=quiz, seed=1, now=now)
    return submit_attempt(attempt=attempt, now=now) if submit else attempt


def word_of(attempt) -> str:
    """A word that only the stem of its first question holds."""
    slot = slots_of(attempt)[0]
    slot.version.rendered = {**slot.version.rendered, "stem": "<p>Der Fall vom Leuchtturm.</p>"}
    slot.version.render_version += 1
    slot.version.save()
    refresh_index(course=attempt.quiz.course)
    return "Leuchttürme"


def test_a_question_is_found_in_ones_own_review(reader, learner, quizzes) -> None:
    attempt = attempt_of(learner, make_exam(quizzes, reveal="after"), submit=True)

    [hit] = [hit for group in reader.get(PATH, {"q": word_of(attempt)}).context["found"].groups for hit in group.hits]

    assert hit.title == f"{attempt.quiz.unit.title}, Versuch 1, Frage 1"
    assert hit.url == f"/attempts/{attempt.public_id}/review/#question-1"
    assert shown(hit.snippet).startswith("Der Fall vom [Leuchtturm].")


def test_what_others_have_answered_is_not_found_nor_offered(client, learner, quizzes) -> None:
    attempt = attempt_of(learner, make_exam(quizzes, reveal="after"), submit=True)
    word = word_of(attempt)
    other = make_user()
    make_started(other, quizzes)
    client.force_login(other)

    for query in (word, "Leuchtturn"):
        page = client.get(PATH, {"q": query}).context["found"]
        assert (page.groups, page.instead) == ((), ())


def test_an_attempt_that_is_open_is_not_found(reader, learner, quizzes) -> None:
    attempt = attempt_of(learner, make_exam(quizzes, reveal="after"), submit=False)

    assert found(reader, word_of(attempt)) == []


def test_a_question_that_is_asked_again_at_the_moment_is_not_found(reader, learner, quizzes) -> None:
    quiz = make_exam(quizzes, reveal="after", attempts_allowed=None)
    word = word_of(attempt_of(learner, quiz, submit=True))
    assert len(found(reader, word)) == 1

    again = start_attempt(enrolment=learner.enrolments.get(), quiz=quiz, seed=2, now=clock.now() + timedelta(days=30))

    assert {slot.version.question_id for slot in slots_of(again)}
    assert found(reader, word) == []


@pytest.mark.parametrize(("allowed", "is_found"), [(1, True), (2, False)], ids=["none left", "one left"])
def test_while_solutions_are_protected_nothing_is_found(reader, learner, quizzes, allowed, is_found) -> None:
    quiz = make_exam(quizzes, reveal="protected", attempts_allowed=allowed, pass_points=3)
    attempt = attempt_of(learner, quiz, submit=True)
    assert attempt.passed is False

    assert bool(found(reader, word_of(attempt))) is is_found


def test_three_hits_cost_what_one_does(reader, learner, quizzes) -> None:
    quiz = make_exam(quizzes, per_term=3, reveal="after", attempts_allowed=None)
    attempt_of(learner, quiz, submit=True)
    make_lesson(quizzes, "Ein Fall.\n")
    reader.get(PATH, {"q": "Fall"})
    one = queries_of(lambda: reader.get(PATH, {"q": "Fall"}))
    for number in range(2):
        make_lesson(quizzes, "Noch ein Fall.\n")
        start = clock.now() + timedelta(days=20 * (number + 1))
        enrolment = learner.enrolments.get()
        submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=number, now=start), now=start)
        GlossaryTerm.objects.create(course=quizzes, uid=f"w{number}", term=f"Fall {number}", plain="Ein Fall.")
    refresh_index(course=quizzes)

    assert queries_of(lambda: reader.get(PATH, {"q": "Fall"})) == one
