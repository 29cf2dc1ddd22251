"""Writing a lesson: the toolbar, the preview that follows, and the question before unsaved text is left."""

import pytest
from playwright.sync_api import expect

from tests.factories.lessons import make_course, make_lesson
from tests.factories.pictures import DRAWING
from tests.factories.workshop import make_instructor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(open_page, sign_in):
    """The window with the editor of a published lesson."""
    lesson = make_lesson(make_course(), "## Anfang\n\nEin Satz.")
    page = sign_in(open_page(), make_instructor(lesson.unit.course))
    page.goto(f"/admin/lessons/lesson/{lesson.pk}/change/")
    return page


def test_the_preview_follows_the_typing(editor) -> None:
    field, sight = editor.locator("textarea[name=source]"), editor.frame_locator("iframe").locator("main")
    expect(sight).to_contain_text("Ein Satz.")

    field.press("Control+End")
    editor.locator(".editor__tool--bold").click()
    editor.keyboard.type("Neu")

    expect(sight.locator("strong")).to_have_text("Neu")
    assert field.input_value() == "## Anfang\n\nEin Satz.**Neu**"

    field.fill("![](fehlt.svg)")
    expect(editor.locator(".problems__item--blocking")).to_have_count(1)
    editor.locator(".problems__item--blocking button.problems__line").click()
    assert field.evaluate("field => [field.selectionStart, field.selectionEnd]") == [0, 14]


CURSOR = "(field, at) => field.setSelectionRange(...at)"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ([0, 0], "## {h}\n\n## Anfang\n\nEin Satz."),
        ([9, 9], "## Anfang\n\n## {h}\n\nEin Satz."),
        ([11, 11], "## Anfang\n\n## {h}\n\nEin Satz."),
        ([14, 14], "## Anfang\n\nEin Satz.\n\n## {h}\n"),
        ([15, 19], "## Anfang\n\n## Ein Satz.\n"),
    ],
)
def test_a_heading_gets_a_line_of_its_own(editor, at, text) -> None:
    field = editor.locator("textarea[name=source]")
    field.evaluate(CURSOR, at)

    editor.locator(".editor__tool--heading").click()

    assert field.input_value() == text.format(h="Überschrift eines Abschnitts")


def test_a_point_is_made_of_the_line_where_the_cursor_is(editor) -> None:
    field = editor.locator("textarea[name=source]")
    field.evaluate(CURSOR, [11, 11])

    editor.locator(".editor__tool--list").click()

    assert field.input_value() == "## Anfang\n\n- Ein Satz."


def test_a_table_is_in_the_authors_language_and_begins_with_its_first_cell(editor) -> None:
    field = editor.locator("textarea[name=source]")
    field.press("Control+End")

    editor.locator(".editor__tool--table").click()

    rows = "| Spalte | Spalte |\n| --- | --- |\n| Text | Text |"
    assert field.input_value() == f"## Anfang\n\nEin Satz.\n\n/// table | Beschriftung\n{rows}\n///\n"
    cell = "field => [field.value.slice(field.selectionStart, field.selectionEnd), field.selectionStart]"
    assert field.evaluate(cell) == ["Spalte", field.input_value().index("Spalte")]


def test_the_button_for_a_preview_is_for_those_without_scripts(open_page, sign_in) -> None:
    lesson = make_lesson(make_course(), "Ein Satz.")
    teacher = make_instructor(lesson.unit.course)
    address = f"/admin/lessons/lesson/{lesson.pk}/change/"
    scripted, plain = (sign_in(open_page(java_script_enabled=on), teacher) for on in (True, False))
    scripted.goto(address)
    expect(scripted.locator("input[name=_preview]")).to_be_hidden()

    plain.goto(address)
    plain.locator("textarea[name=source]").fill("Noch ein Satz.")
    plain.locator("input[name=_preview]").click()

    expect(plain.frame_locator("iframe").locator("main")).to_have_text("Noch ein Satz.")
    expect(plain.locator("textarea[name=source]")).to_have_value("Noch ein Satz.")
    expect(plain.locator("#sight")).to_be_in_viewport()


def test_a_figure_is_uploaded_where_the_cursor_is(editor) -> None:
    field, dialog = editor.locator("textarea[name=source]"), editor.locator("dialog")
    field.press("Control+Home")
    editor.get_by_role("button", name="Abbildung hochladen").click()
    file = {"name": "Mein Bild.svg", "mimeType": "image/svg+xml", "buffer": b"kein Bild"}
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.locator("textarea").fill("Ein Kreis")

    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-fault-of=file]")).to_contain_text("Bilder dieser Art werden nicht angenommen.")
    expect(dialog.locator("input[type=file]")).to_be_focused()
    expect(dialog.locator("textarea")).to_have_value("Ein Kreis")

    dialog.locator("input[type=file]").set_input_files({**file, "buffer": DRAWING})
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(field).to_be_focused()
    assert field.input_value() == "![Ein Kreis](mein-bild.svg)\n\n## Anfang\n\nEin Satz."
    expect(editor.frame_locator("iframe").locator("img")).to_have_attribute("alt", "Ein Kreis")
    assert editor.locator(".problems__item--blocking").count() == 0


def test_a_pasted_picture_opens_the_upload(editor) -> None:
    editor.locator("textarea[name=source]").evaluate(
        """(field) => {
          const data = new DataTransfer();
          data.items.add(new File(["<svg/>"], "bild.svg", { type: "image/svg+xml" }));
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
        }"""
    )

    expect(editor.locator("dialog textarea")).to_be_focused()
    assert editor.locator("dialog input[type=file]").evaluate("input => input.files[0].name") == "bild.svg"

    editor.keyboard.press("Escape")
    expect(editor.locator("textarea[name=source]")).to_be_focused()


def test_the_preview_is_seen_in_either_theme(editor) -> None:
    sight = editor.frame_locator("iframe")
    light, dark = (editor.locator(f"[data-preview-themes] [data-theme={name}]") for name in ("light", "dark"))
    page_colour = "element => getComputedStyle(element).backgroundColor"
    expect(light).to_have_attribute("aria-pressed", "true")  # as the browser wishes

    dark.click()
    assert sight.locator("body").evaluate(page_colour) == "rgb(23, 25, 27)"
    expect(dark).to_have_attribute("aria-pressed", "true")
    expect(light).to_have_attribute("aria-pressed", "false")

    editor.locator("textarea[name=source]").fill("Neuer Text.")
    expect(sight.locator("main")).to_have_text("Neuer Text.")
    assert sight.locator("body").evaluate(page_colour) == "rgb(23, 25, 27)"

    light.click()
    assert sight.locator("body").evaluate(page_colour) == "rgb(251, 250, 246)"


def test_everything_is_reached_by_the_keyboard(editor) -> None:
    field = editor.locator("textarea[name=source]")
    editor.locator(".editor__tool--bold").focus()
    editor.keyboard.press("ArrowRight")
    editor.keyboard.press("ArrowRight")
    assert editor.evaluate("document.activeElement.className") == "editor__tool editor__tool--heading"

    editor.keyboard.press("Tab")
    assert editor.evaluate("document.activeElement.name") == "source"
    editor.keyboard.press("Tab")
    assert editor.evaluate("document.activeElement.name") != "source"
    assert field.input_value() == "## Anfang\n\nEin Satz."


def test_unsaved_text_is_not_left_by_mistake(editor) -> None:
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    state = editor.locator("[data-unsaved-state]")
    before = state.inner_text()

    editor.locator("textarea[name=source]").press_sequentially("Neu. ")
    assert state.inner_text() != before
    editor.goto("/admin/")
    assert asked == ["beforeunload"]

    editor.go_back()
    editor.locator("textarea[name=source]").press_sequentially("Neu. ")
    editor.locator("input[name=_save]").click()
    expect(editor.locator(".messagelist .success")).to_have_count(1)
    assert asked == ["beforeunload"]
