"""An address is looked up once; what is not there is no address, however often it is asked for."""

import pytest
from django.core.files.base import ContentFile

from coursesite.storage.static import KeptManifestStorage


@pytest.fixture
def storage(tmp_path):
    made = KeptManifestStorage(location=tmp_path, base_url="/static/", manifest_storage=None)
    made.save("css/page.css", ContentFile(b"main { color: black }"))
    list(made.post_process({"css/page.css": (made, "css/page.css")}))
    return made


def test_an_address_carries_the_hash_of_what_it_leads_to(storage):
    address = storage.url("css/page.css")

    assert address == f"/static/{storage.stored_name('css/page.css')}"
    assert address != "/static/css/page.css"
    assert storage.exists(address.removeprefix("/static/"))


def test_it_is_looked_up_once(storage, monkeypatch):
    first = storage.url("css/page.css")
    monkeypatch.setattr(storage, "stored_name", None)

    assert storage.url("css/page.css") == first


def test_a_file_that_is_not_there_has_none(storage):
    for _ in range(2):
        with pytest.raises(ValueError, match=r"js/none\.js"):
            storage.url("js/none.js")
