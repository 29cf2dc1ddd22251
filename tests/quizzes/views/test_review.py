"""What came of an attempt, and what may be seen of it when."""

import re

import pytest

from coursesite import clock
from lessons.services.progress import mark_read
from quizzes.enums import Mode, Reveal
from quizzes.models import Attempt
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import (
    ESSAY,
    MARKER,
    answer_to,
    make_exam,
    make_questions,
    make_quiz,
    set_data,
    single_data,
    slots_of,
)
from tests.quizzes.views.pages import answer_all, question_url, text_of, words_of

pytestmark = pytest.mark.django_db


def review_url(attempt: Attempt) -> str:
    return f"/attempts/{attempt.public_id}/review/"


def position_of(attempt: Attempt, term: str) -> int:
    return next(slot.position for slot in slots_of(attempt) if slot.version.content["case"]["term"] == term)


@pytest.fixture
def sit(taker, enrolment):
    """Starts an attempt, answers all but `wrong` right and submits; returns it."""

    def sat(quiz, *, wrong=(), seed=1):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=clock.now())
        answer_all(taker, attempt, wrong=tuple(position_of(attempt, term) for term in wrong))
        return submit_attempt(attempt=attempt, now=clock.now())

    return sat


def test_passed(taker, quiz, sit):
    attempt = sit(quiz)

    page = taker.get(review_url(attempt))

    words = words_of(page)
    assert "Auswertung zu Versuch 1 bestanden 3 von 3 Punkten Zum Bestehen: mindestens 2 Punkte." in words
    assert "noch nicht" not in words.replace("noch nicht richtig war", "")
    assert "Zurück zum Kurs" in words
    assert text_of(page).count("btn-primary") == 1
    assert text_of(page).count("Ihre Antwort ist richtig") == 3


def test_whoever_has_passed_reads_what_the_course_still_asks_for(taker, course, quiz, sit):
    lesson = make_lesson(course)
    attempt = sit(quiz)

    before = taker.get(review_url(attempt))
    mark_read(enrolment=attempt.enrolment, unit=lesson.unit, version=lesson.published, now=clock.now())
    after = taker.get(review_url(attempt))

    assert [[row.unit for row in page.context["missing"]] for page in (before, after)] == [[lesson.unit], []]
    assert ['href="/me/certificates/"' in text_of(page) for page in (before, after)] == [False, True]


def test_not_passed_yet_and_why(taker, course, sit):
    quiz = make_exam(course, per_term=3, pass_points=7, pass_per_term=2)

    attempt = sit(quiz)
    assert attempt.passed
    # the second answers two questions of one term wrongly: enough points, but not for each term
    second = start_attempt(enrolment=attempt.enrolment, quiz=quiz, seed=2, now=clock.now())
    of_c = [slot.position for slot in slots_of(second) if slot.version.content["case"]["term"] == "C"]
    answer_all(taker, second, wrong=tuple(of_c[:2]))
    submit_attempt(attempt=second, now=clock.now())
    page = taker.get(review_url(second))

    words = words_of(page)
    assert "Auswertung zu Versuch 2 noch nicht bestanden 7 von 9 Punkten" in words
    assert "Zum Bestehen: mindestens 7 Punkte, davon 2 Punkte je Begriff." in words
    assert "Amsel 100 % 3 von 3 2 Birke 100 % 3 von 3 2 Cello 33 % 1 von 3 2 noch nicht erreicht" in words
    assert "Zurück zum Kurs" in words  # the better attempt counts: there is nothing to repeat
    assert text_of(page).count("btn-primary") == 1


def test_bars_and_words_for_each_term(taker, quiz, sit):
    text = text_of(taker.get(review_url(sit(quiz, wrong="C"))))

    assert text.count('<span class="term-mark term-mark--centricity" lang="de">') == 1
    assert '<span class="glyph glyph--bauplan" aria-hidden="true"></span>Cello' in text
    assert text.count('class="bar__fill" x="0" y="0" width="100"') == 2
    assert text.count('class="bar__fill" x="0" y="0" width="0"') == 1
    assert re.findall(r'<span class="visually-hidden">(\d+)\s%</span> <svg class="bar"', text) == ["100", "100", "0"]
    assert "style=" not in text


def test_each_question_says_what_was_chosen_what_is_right_and_why(taker, quiz, sit):
    attempt = sit(quiz, wrong="B")
    position = position_of(attempt, "B")
    slot = slots_of(attempt)[position - 1]
    number = slot.version.content["options"][0]["feedback"].split(":")[0]

    page = text_of(taker.get(review_url(attempt)))

    article = page.split(f'id="question-{position}"')[1].split("</article>")[0]
    assert f"{number}: A bei B." in article
    assert f"{number}: B bei B." in article
    assert f"{number}: C bei B." not in article
    assert "Ihre Antwort" in article
    assert "Richtige Antwort" in article
    assert "Diese Prüffrage entscheidet hier" in article
    assert '<span class="deciding__number">1.</span> Prüffrage zu AB?' in article


def test_sets_show_each_row(taker, course, enrolment):
    make_questions(course, [set_data("ABC")])
    quiz = make_quiz(course, [{"cases": 3}], slug="reihe", pass_points=3)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    [slot] = slots_of(attempt)
    answer = answer_to(slot)
    wrong = next(row for row, term in answer.items() if term == "C")
    save_answer(attempt=attempt, position=1, seq=1, answer={**answer, wrong: "A"}, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    words = words_of(taker.get(review_url(attempt)))

    assert "2 von 3 Punkten" in words
    assert "Teilweise richtig" in words
    assert words.count("Ihre Antwort ist richtig") == 2
    assert "3. Prüffrage zu AC?" in words


def test_what_was_left_open_is_shown_too(taker, attempt):
    submit_attempt(attempt=attempt, now=clock.now())

    words = words_of(taker.get(review_url(attempt)))

    assert "noch nicht bestanden 0 von 3 Punkten" in words
    assert words.count("Nicht beantwortet") == 3


def test_only_what_was_not_right(taker, quiz, sit):
    attempt = sit(quiz, wrong="A")
    wrong = position_of(attempt, "A")

    page = taker.get(f"{review_url(attempt)}?only=wrong")

    text = text_of(page)
    assert [f'id="question-{n}"' in text for n in (1, 2, 3)] == [n == wrong for n in (1, 2, 3)]
    assert "Alle (3) Nur was noch nicht richtig war (1)" in words_of(page)
    assert text_of(taker.get(f"{review_url(attempt)}?only=xyz")).count("<article") == 3


def test_nothing_wrong_is_said(taker, quiz, sit):
    assert "Alle Ihre Antworten waren richtig." in words_of(taker.get(f"{review_url(sit(quiz))}?only=wrong"))


def test_an_open_attempt_has_no_review(taker, attempt):
    assert taker.get(review_url(attempt)).url == f"/attempts/{attempt.public_id}/"
    assert taker.get(review_url(attempt), follow=True).redirect_chain[-1][0] == question_url(attempt, 1)


def test_protected_solutions_wait_for_passing(taker, course, sit):
    quiz = make_exam(course, pass_points=2, reveal=Reveal.PROTECTED)
    failed = sit(quiz, wrong="AB")

    page = taker.get(review_url(failed))
    assert "wenn Sie bestanden haben oder kein Versuch mehr übrig ist" in words_of(page)
    assert "Amsel 0 % 0 von 1" in words_of(page)
    assert MARKER not in text_of(page)

    sit(quiz, seed=2)
    assert MARKER in text_of(taker.get(review_url(failed)))


def test_protected_solutions_open_when_no_attempt_is_left(taker, course, sit):
    quiz = make_exam(course, pass_points=3, reveal=Reveal.PROTECTED, attempts_allowed=2)
    first = sit(quiz, wrong="A")
    assert MARKER not in text_of(taker.get(review_url(first)))

    sit(quiz, wrong="A", seed=2)

    assert MARKER in text_of(taker.get(review_url(first)))


def test_what_is_asked_again_is_not_explained_meanwhile(taker, quiz, sit, enrolment):
    first = sit(quiz, wrong="A")
    second = start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=clock.now())

    page = taker.get(review_url(first))

    assert words_of(page).count("Diese Frage gehört zu Ihrem offenen Versuch.") == 3
    assert MARKER not in text_of(page)
    assert "Richtige Antwort" not in words_of(page)
    submit_attempt(attempt=second, now=clock.now())
    assert MARKER in text_of(taker.get(review_url(first)))


def test_a_quiz_without_a_rule_is_completed(taker, course, sit):
    words = words_of(taker.get(review_url(sit(make_exam(course), wrong="A"))))

    assert "Auswertung zu Versuch 1 abgeschlossen 2 von 3 Punkten Zurück zum Kurs" in words


def test_of_a_single_gap_the_verdict_is_said_once(taker, course, enrolment):
    option = {"feedback": "Darum.", "term": "A"}
    options = [option | {"id": "a", "text": "Amsel", "key": True}, option | {"id": "b", "text": "Birke", "term": "B"}]
    gap = {"form": "luecke", "stem": "Es singt die ___.", "options": options}
    make_questions(course, [gap | {"case": single_data("A")["case"]}], type_key="cloze")
    quiz = make_quiz(course, [{"form": "luecke"}], reveal=Reveal.AFTER_SUBMIT)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    assert words_of(taker.get(review_url(attempt))).count("Nicht beantwortet") == 1


def test_where_one_says_what_one_knows_no_deciding_question_leads_there(taker, course, enrolment):
    options = [
        {"id": "a", "text": "Amsel", "term": "A", "feedback": "Ja.", "key": True},
        {"id": "b", "text": "Birke", "term": "B", "feedback": "Nein."},
    ]
    gap = {"form": "luecke", "stem": "Es singt die ___.", "options": options, "case": single_data("A")["case"]}
    make_questions(course, [gap], type_key="cloze")
    quiz = make_quiz(course, [{"form": "luecke"}], reveal=Reveal.AFTER_SUBMIT)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    assert "entscheidet hier" not in words_of(taker.get(review_url(attempt)))


def test_what_a_person_still_marks_is_not_called_zero_points(taker, course, enrolment):
    make_questions(course, [ESSAY], type_key="essay")
    quiz = make_quiz(course, [{"form": ESSAY["form"]}], reveal=Reveal.AFTER_SUBMIT)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    save_answer(attempt=attempt, position=1, seq=1, answer="Wir hören zu.", now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    page = taker.get(review_url(attempt))

    assert "wird bewertet bisher 0 von 5 Punkten" in words_of(page)
    assert words_of(page).count("0 von 5") == 1
    assert "Nur was noch nicht richtig war" not in words_of(page)
    assert "Alle Ihre Antworten waren richtig." not in words_of(taker.get(f"{review_url(attempt)}?only=wrong"))
    assert "Zurück zum Kurs" in text_of(page)
    assert "Zum neuen Versuch" not in text_of(page)


def test_the_review_costs_the_same_for_one_and_three_questions(taker, course, sit):
    costs = []
    for slug, per_term in [("kurz", 1), ("lang", 3)]:
        attempt = sit(make_exam(course, per_term=per_term, slug=slug, pass_points=1))
        costs.append(queries_of(lambda attempt=attempt: taker.get(review_url(attempt))))

    assert costs[0] == costs[1]
    assert costs[0] <= 12  # two of them for what became of objections


def test_a_wrong_answer_is_said_in_terms_where_the_options_are_sentences(taker, course, quiz, sit):
    assert "Richtig war" not in text_of(taker.get(review_url(sit(quiz, wrong="A"))))
    scenarios = make_exam(course, form="szenario", slug="szenarien")

    page = text_of(taker.get(review_url(sit(scenarios, wrong="A"))))

    assert re.search(r"Richtig war <strong[^>]*>\w+</strong>; Ihre Antwort steht für <strong[^>]*>\w+</strong>", page)
    assert page.count("Richtig war") == 1


def test_the_pre_test_names_no_deciding_question(taker, course, sit):
    quiz = make_exam(course, mode=Mode.PLACEMENT, slug="anfang")

    page = text_of(taker.get(review_url(sit(quiz, wrong="A"))))

    assert "Richtige Antwort" in page
    assert "Prüffrage" not in page
