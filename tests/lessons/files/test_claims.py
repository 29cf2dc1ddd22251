"""The list of claims is closed: what is no claim is found, and what no lesson teaches, too."""

import pytest

from lessons.files.claims import CLAIMS, is_claim, rests_on_dispute, untaught


def test_there_are_33_claims():
    assert (len(CLAIMS), CLAIMS[0], CLAIMS[-1]) == (33, "S1-01", "S2-17")


@pytest.mark.parametrize("claim", ["S1-01", "S1-16", "S2-17", "S2-03", "S2-03a", "S2-03b", "S2-04c", "S2-15b"])
def test_claims_and_their_parts_are_known(claim):
    assert is_claim(claim)


@pytest.mark.parametrize(
    "claim", ["", "S1-00", "S1-17", "S2-18", "S3-01", "S1-1", "S1-01a", "S2-03c", "S2-15d", "S2-04 c"]
)
def test_anything_else_is_no_claim(claim):
    assert not is_claim(claim)


@pytest.mark.parametrize(
    ("taught", "missing"),
    [
        (CLAIMS, []),
        ([*CLAIMS[:-1]], ["S2-17"]),
        ([claim for claim in CLAIMS if claim != "S2-03"], ["S2-03a", "S2-03b"]),
        ([*(claim for claim in CLAIMS if claim != "S2-03"), "S2-03b"], ["S2-03a"]),
        ([*(claim for claim in CLAIMS if claim != "S2-03"), "S2-03b", "S2-03a"], []),
    ],
    ids=["all", "one missing", "all parts missing", "one part missing", "all parts"],
)
def test_a_claim_is_taught_as_a_whole_or_in_each_part(taught, missing):
    assert untaught(taught) == missing


@pytest.mark.parametrize(
    ("claims", "text", "rests"),
    [
        (["S1-07"], "Das Geschäftsmodell ändert sich.", True),
        (["S2-15"], "Das Geschäftsmodell ändert sich.", True),
        (["S1-07", "S2-12"], "Das Geschäftsmodell ändert sich.", False),
        (["S2-15"], "Das Leitbild ändert sich.", False),
        (["S1-07"], "Was ist das Geschäftsmodell nach der ersten Quelle?", False),
    ],
)
def test_a_dispute_is_no_ground(claims, text, rests):
    assert rests_on_dispute(claims, text) == rests
