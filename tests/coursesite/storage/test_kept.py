from coursesite.storage.kept import Kept


def loader(calls):
    def load(keys):
        calls.append(list(keys))
        return {key: key.upper() for key in keys if key != "none"}

    return load


def test_only_what_is_missing_is_loaded_and_in_one_go():
    kept, calls = Kept(10), []

    kept.get_many(["a", "b"], loader(calls))
    found = kept.get_many(["c", "a", "none", "b"], loader(calls))

    assert found == {"c": "C", "a": "A", "b": "B"}
    assert list(found) == ["c", "a", "b"]
    assert calls == [["a", "b"], ["c", "none"]]


def test_what_was_used_longest_ago_falls_out():
    kept, calls = Kept(2), []
    kept.get_many(["a", "b"], loader(calls))
    kept.get_many(["a"], loader(calls))
    kept.get_many(["c"], loader(calls))

    kept.get_many(["a", "c", "b"], loader(calls))

    assert calls == [["a", "b"], ["c"], ["b"]]


def test_one_value_is_made_once_and_falls_out_last() -> None:
    kept: Kept[str, str] = Kept(limit=2)
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    for key in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(key, lambda key=key: make(key)) == key.upper()

    assert made == ["a", "b", "c", "b"]
