"""Somebody always takes one term for another: she is told so, compares two cases, improves, and the profile follows."""

import pytest
from django.test import Client

from quizzes.enums import Mode, Pool
from quizzes.models import Attempt, ContrastPair
from quizzes.queries.contents import content_of
from quizzes.queries.profiles import profile_of
from quizzes.services import evidence
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, make_questions, make_quiz, make_quiz_course, single_data, slots_of
from tests.quizzes.views.pages import question_url, words_of

pytestmark = pytest.mark.django_db

PROFILE = "/me/profile/"
KEYS = tuple(TERMS)


@pytest.fixture
def course():
    course = make_quiz_course(slug="kurs")
    for slug, pool, per_term in (("anfang", Pool.PLACEMENT, 4), ("mitte", Pool.MIDTERM, 5), ("ende", Pool.EXAM, 5)):
        make_questions(course, [single_data(term) for term in TERMS for _ in range(per_term)], pool=pool)
        cells = [{"term": term, "cases": per_term, "pool": pool} for term in TERMS]
        make_quiz(course, cells, slug=slug, mode=Mode.MIDTERM)
    ContrastPair.objects.create(course=course, uid="paar", expected="B", given="C", difference="Nur eines.", apply=[])
    return course


def sit(client, slug, taken=()):
    """Answers a whole quiz, `taken`: the terms that are taken for another one."""
    client.post(f"/courses/kurs/quizzes/{slug}/start/")
    attempt = Attempt.objects.get(quiz__unit__slug=slug)
    for slot in slots_of(attempt):
        content = content_of(slot.version, KEYS)
        given = dict(taken).get(content.case.term, content.case.term)
        token = next(option.token for option in content.options if option.term == given)
        client.post(question_url(attempt, slot.position), {"answer": token, "seq": 0, "go": "next"})
    client.post(f"/attempts/{attempt.public_id}/submit/")


def test_a_confusion_is_named_repaired_and_forgotten(course):
    learner, client = make_user(), Client()
    make_started(learner, course)
    client.force_login(learner)

    sit(client, "anfang", {"B": "C"}.items())
    told = words_of(client.get(PROFILE))
    assert "Bisher halten Sie Birke häufig für Cello." in told  # of four answers to the term nothing is sure
    assert "Zwei Fälle vergleichen" in told

    assert "Nur eines." in words_of(client.get("/courses/kurs/contrasts/paar/"))

    sit(client, "mitte")
    sit(client, "ende")
    after = words_of(client.get(PROFILE))
    assert "häufig" not in after
    assert "Sie halten die drei Begriffe auseinander." in after
    assert "auf die letzten 30 Fälle" in after  # the first twelve do not count any more
    assert "inzwischen besser" in after
    assert "Zwei Fälle vergleichen" not in after

    kept = profile_of(learner, course).profile
    assert evidence.rebuild(user=learner) == 42
    again = profile_of(learner, course).profile
    assert (again.confusion, again.verdict, again.change, again.terms) == (
        kept.confusion,
        kept.verdict,
        kept.change,
        kept.terms,
    )
