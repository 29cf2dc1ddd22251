"""The command judges a file without the database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lessons.certificates.chain import checksum
from tests.lessons.certificates.test_proof import BUNDLE, SNAPSHOT


def said(path) -> str:
    out = StringIO()
    call_command("verify_certificate", str(path), stdout=out)
    return out.getvalue()


def written(tmp_path, bundle):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path


def test_a_proof_that_holds(tmp_path):
    assert said(written(tmp_path, BUNDLE)) == (
        "This proof holds in itself: certificate TS-2026-000001, issued on 2026-11-24 to Mira Lindqvist for "
        "“Trennschärfe” (version 7), with no expiry date. It is the one that was issued if the document or the check "
        f"page shows this checksum: {checksum(SNAPSHOT)}. Whether it was revoked since, the check page alone can say.\n"
    )


def test_a_proof_without_the_name(tmp_path):
    assert "to a person whose name was deleted for" in said(written(tmp_path, {**BUNDLE, "name": "", "name_salt": ""}))


@pytest.mark.parametrize(
    ("bundle", "sentence"),
    [
        ({}, "This is no proof of a certificate, or parts of it are missing."),
        (
            {**BUNDLE, "snapshot": {**SNAPSHOT, "rule": {}}},
            "This proof does not hold: the rule was changed, or a hash was.",
        ),
        (
            {**BUNDLE, "name": "Mira Sommer"},
            "This proof does not hold: the certificate was issued to another name.",
        ),
    ],
)
def test_a_proof_that_does_not_hold(tmp_path, bundle, sentence):
    with pytest.raises(CommandError) as refusal:
        said(written(tmp_path, bundle))

    assert str(refusal.value) == sentence


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        said(tmp_path / "nowhere.json")
