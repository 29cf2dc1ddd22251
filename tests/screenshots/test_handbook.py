"""The pictures of the handbook and of the README: small, in both languages, and each of them shown."""

import re
from pathlib import Path

import pytest
from PIL import Image

from coursesite.help.contents import all_tasks
from coursesite.help.texts import source_of
from tests.screenshots.handbook import FOLDER, MOST_BYTES, PICTURES, small
from tests.screenshots.pages import STATES

LANGUAGES = ("de", "en")
README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_small_and_as_large_as_it_says(picture, language):
    """Mend with `make screenshots ARGS=--handbook`."""
    path = FOLDER / language / f"{picture.name}.webp"

    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as taken:
        assert taken.size == (picture.width, picture.height)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_shown_by_a_text_and_no_other_lies_there(language):
    shown = {name for task in all_tasks() for name in re.findall(r"\]\(([\w-]+)\.webp", source_of(language, task).body)}

    assert sorted(path.stem for path in (FOLDER / language).iterdir()) == sorted(picture.name for picture in PICTURES)
    assert shown == {picture.name for picture in PICTURES}


def test_pictures_show_states_that_are_photographed():
    assert {picture.state for picture in PICTURES} - {state.name for state in STATES} == set()


def test_the_readme_shows_four_of_them():
    named = re.findall(
        r"!\[[^\]]{20,}\]\((coursesite/help/pictures/en/[\w-]+\.webp)\)", README.read_text(encoding="utf-8")
    )

    assert len(set(named)) == 4


def test_a_picture_is_made_small_enough():
    noise = Image.effect_noise((300, 300), 90).convert("RGB")

    assert len(small(noise)) <= MOST_BYTES
    with pytest.raises(ValueError, match="show less"):
        small(noise.resize((600, 600)).effect_spread(9))
