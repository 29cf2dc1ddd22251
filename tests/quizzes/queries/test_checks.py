import pytest

from quizzes.queries.checks import versions_asked
from tests.counting import queries_of


@pytest.mark.django_db
def test_whoever_asks_for_nothing_gets_nothing_without_a_query() -> None:
    assert queries_of(lambda: versions_asked(1, [])) == 0
    assert versions_asked(1, []) == {}
