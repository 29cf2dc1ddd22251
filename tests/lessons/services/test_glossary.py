import pytest

from lessons.errors import LessonsError
from lessons.models import GlossaryTerm, Lesson
from lessons.services.glossary import TermText, save_term
from tests.factories.lessons import make_course, make_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def term() -> GlossaryTerm:
    return GlossaryTerm.objects.create(course=make_course(), uid="kahn", term="Kahn", source="Ein Boot.")


def test_a_word_gets_a_new_wording_and_its_lessons_follow(term) -> None:
    lesson = make_lesson(term.course, "Ein Kahn fährt. Kähne fahren.")
    make_lesson(term.course, "Hier steht das Wort nicht.")

    followed = save_term(
        term=term, text=TermText(term="Kahn", source="Ein *flaches*\tBoot.\r\n", aliases=("Kähne", " Kähne ", ""))
    )

    found = GlossaryTerm.objects.get()
    assert (found.source, found.aliases, found.plain) == ("Ein *flaches*   Boot.", ["Kähne"], "Ein flaches Boot.")
    assert "<em>flaches</em>" in Lesson.objects.get(pk=lesson.pk).published.html
    assert followed == 2


def test_saving_the_same_again_renders_nothing(term) -> None:
    make_lesson(term.course, "Ein Kahn fährt.")
    text = TermText(term="Kahn", source="Ein Boot.")
    save_term(term=term, text=text)

    assert save_term(term=term, text=text) == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source": "[" * 9_000}, "too-deep"),
        ({"source": "x" * 10_001}, "too-long"),
        ({"source": "Mehr [hier](lektion:l1)."}, "text-has-problems"),
        ({"term": "barke"}, "word-taken"),
        ({"aliases": ("Zillen",)}, "word-taken"),
    ],
)
def test_what_is_refused_changes_nothing(term, fields: dict, code: str) -> None:
    GlossaryTerm.objects.create(course=term.course, uid="barke", term="Barke", aliases=["Zillen"])

    with pytest.raises(LessonsError) as refusal:
        save_term(term=term, text=TermText(**{"term": "Kahn", "source": "Ein Boot.", **fields}))

    assert refusal.value.code == code
    assert GlossaryTerm.objects.get(pk=term.pk).html == ""
