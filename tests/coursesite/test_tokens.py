"""The colours of tokens.css: the same dark twice, and what is read can be read (WCAG 2.2: 4.5 for text, 3 for signs)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "coursesite" / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, SIGN = 4.5, 3.0
GROUNDS = ("--color-page", "--color-surface", "--color-sunken")
INKS = ("--color-ink", "--color-ink-soft", "--color-accent", "--color-accent-hover", "--color-good", "--color-again")
TERMS = ("--term-focus", "--term-orientation", "--term-centricity")
PAIRS = [
    *((ink, ground, TEXT) for ink in INKS + TERMS for ground in GROUNDS),
    ("--color-on-action", "--color-action", TEXT),
    ("--color-on-action", "--color-action-hover", TEXT),
    ("--color-ink", "--color-chosen", TEXT),
    ("--color-ink", "--color-good-soft", TEXT),
    ("--color-good", "--color-good-soft", TEXT),
    ("--color-ink", "--color-again-soft", TEXT),
    ("--color-again", "--color-again-soft", TEXT),
    *(("--color-line-strong", ground, SIGN) for ground in GROUNDS),
    *(("--color-ring", ground, SIGN) for ground in GROUNDS),
]


def blocks(selector: str) -> list[dict[str, str]]:
    """The declarations of each block with exactly this selector."""
    found = re.findall(r"(?:^|[{}/])\s*" + re.escape(selector) + r"\s*\{([^{}]*)\}", CSS, re.M)
    return [dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block)) for block in found]


def colours(theme: str) -> dict[str, str]:
    light = blocks(":root")[0]
    return light if theme == "light" else light | blocks('[data-bs-theme="dark"]')[0]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_read_can_be_read(theme: str) -> None:
    found = colours(theme)
    low = {
        (ink, ground): round(contrast(found[ink], found[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(found[ink], found[ground]) < least
    }

    assert low == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_stands_on_a_shade_can_be_read(theme: str) -> None:
    """A browser's check does not see it, since the shades are mixed; what is soft elsewhere would be too pale."""
    ink, page = colours(theme)["--color-ink"], colours(theme)["--color-page"]
    rules = (ROOT / "coursesite" / "static" / "css" / "question.css").read_text(encoding="utf-8")
    shares = [int(share) / 100 for share in re.findall(r"confusion__cell--\d \{\s*background: [^;]* (\d+)%", rules)]
    tables = (
        ROOT / "quizzes" / "templates" / "quizzes" / name for name in ("_profile_table.html", "_cohort_matrix.html")
    )
    soft = [
        re.search(r'class="confusion__figures".*?quiet.*?</td>', table.read_text("utf-8"), re.S) for table in tables
    ]

    assert len(shares) == 4
    assert min(contrast(ink, mixed(ink, page, share)) for share in shares) >= TEXT
    assert soft == [None, None]


def mixed(ink: str, ground: str, share: float) -> str:
    pairs = [(int(ink[place : place + 2], 16), int(ground[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def test_dark_is_the_same_by_switch_and_by_the_wish_of_the_device() -> None:
    switch = blocks('[data-bs-theme="dark"]')
    wish = blocks(":root:not([data-bs-theme])")

    assert len(switch) == 1
    assert wish == switch


def test_mails_have_the_colours_of_the_tokens() -> None:
    """They cannot load the tokens, so each of their colours must be one of them, in its theme."""
    mail = (ROOT / "coursesite" / "outbox" / "templates" / "outbox" / "mail.html").read_text(encoding="utf-8")
    light, dark = mail.split("@media (prefers-color-scheme: dark)")

    for theme, part in (("light", light), ("dark", dark)):
        named = re.findall(r"#[0-9a-f]{6}", part)
        assert len(named) >= 6
        assert [colour for colour in named if colour not in colours(theme).values()] == []


def test_no_other_file_names_a_colour() -> None:
    """Print is black on white; everything else takes its colours from the tokens."""
    files = [path for floor in ("coursesite", "lessons", "quizzes") for path in ROOT.glob(f"{floor}/static/**/*.css")]
    own = [path for path in files if "vendor" not in path.parts and path.name not in {"tokens.css", "print.css"}]
    named = {
        path.name: found
        for path in own
        if (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", path.read_text("utf-8")))
    }

    assert len(own) > 3
    assert named == {}


def test_no_stylesheet_turns_the_page() -> None:
    """WCAG 2.2, 1.3.4: each page is for upright and lying screens alike."""
    sheets = [path for path in ROOT.glob("*/static/**/*.css") if "vendor" not in path.parts]
    asking = [path.name for path in sheets if re.search(r"\(\s*orientation\s*:", path.read_text(encoding="utf-8"))]

    assert len(sheets) > 5
    assert asking == []
