import pytest

from tests.factories.outbox import register_note


@pytest.fixture(autouse=True)
def note(monkeypatch, settings, tmp_path):
    """The kind of mail these tests send; its subject is a template of theirs."""
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "mail.subject.txt").write_text("A\n note")
    templates = settings.TEMPLATES[0]
    loaders = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    options = {**templates["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path, *templates["DIRS"]], "OPTIONS": options}]
    register_note(monkeypatch)
