"""HR sets within the bounds of a rule, the journal says what it was, and what is stored counts only as far as allowed."""

import pytest

from coursesite import clock, policy
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import RuleValue
from coursesite.accounts.queries.rule_changes import change_of, rule_changes
from coursesite.accounts.services.rule_setting import set_rules
from coursesite.journal.models import JournalEntry
from tests.counting import queries_of
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import company, make_department, make_hr

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return make_hr(company())


def set_by(actor, **values):
    return set_rules(
        values={key.replace("_", "-"): value for key, value in values.items()}, actor=actor, now=clock.now()
    )


def test_what_is_set_holds_and_the_journal_says_what_it_was(hr):
    changed = set_by(hr, remind_first=21, keep_exports=24, digest=0)

    assert changed == ["remind-first", "digest"]
    assert [policy.value_of(key) for key in ("remind-first", "keep-exports", "digest")] == [21, 24, 0]
    assert list(JournalEntry.objects.order_by("pk").values_list("actor", "actor_role", "action", "details")) == [
        (hr.pk, "hr", "change-rules", {"rule": "remind-first", "before": 14, "after": 21}),
        (hr.pk, "hr", "change-rules", {"rule": "digest", "before": 1, "after": 0}),
    ]


def test_changes_are_told_in_words_newest_first(hr):
    set_by(hr, remind_first=21)
    set_by(hr, remind_first=10, digest=0)

    told = [(change.actor.name, change.before, change.after) for change in map(change_of, rule_changes())]
    assert told == [
        ("Hanna Riedel", "ja", "nein"),
        ("Hanna Riedel", "21 Tage", "10 Tage"),
        ("Hanna Riedel", "14 Tage", "21 Tage"),
    ]


@pytest.mark.parametrize("rule", policy.settable_rules(), ids=lambda rule: rule.key)
def test_one_beyond_either_bound_is_refused_and_nothing_is_stored(rule, hr):
    other = {"keep-exports": 5} if rule.key != "keep-exports" else {"digest": 0}
    for value in (rule.least - 1, rule.most + 1):
        with pytest.raises(AccountsError, match="außerhalb der Grenzen"):
            set_rules(values={**other, rule.key: value}, actor=hr, now=clock.now())
    assert not RuleValue.objects.exists()
    assert not JournalEntry.objects.exists()

    for value in {rule.least, rule.most} - {rule.value()}:
        assert set_rules(values={rule.key: value}, actor=hr, now=clock.now()) == [rule.key]


@pytest.mark.parametrize("rule", policy.settable_rules(), ids=lambda rule: rule.key)
def test_what_lies_outside_in_the_database_counts_as_the_bound(rule):
    """Written past the service, or left behind when a new version draws the bounds tighter."""
    row = RuleValue.objects.create(key=rule.key, value=-1000)
    assert (policy.value_of(rule.key), policy.in_force()[rule.key].value()) == (rule.least, rule.least)

    row.value = 1000
    row.save()
    assert (policy.value_of(rule.key), policy.in_force()[rule.key].value()) == (rule.most, rule.most)


@pytest.mark.parametrize("key", ["least-in-group", "keep-answers", "second-factor", "no-such-rule"])
def test_what_is_not_hrs_cannot_be_set_and_is_not_read(key, hr):
    with pytest.raises(AccountsError) as refusal:
        set_rules(values={key: 10}, actor=hr, now=clock.now())
    assert refusal.value.code == "out-of-bounds"

    RuleValue.objects.create(key=key, value=1)
    assert {key: rule.value() for key, rule in policy.in_force().items()} == {
        key: rule.value() for key, rule in policy.rules.items()
    }


@pytest.mark.parametrize("make", [make_user, make_operator, lambda: make_hr(make_department("Vertrieb"))])
def test_only_hr_of_the_whole_company_sets(make):
    with pytest.raises(AccountsError) as refusal:
        set_by(make(), digest=0)
    assert refusal.value.code == "not-hers"


def test_every_rule_that_can_be_set_has_both_bounds_around_its_value():
    assert len(policy.settable_rules()) >= 6
    for rule in policy.settable_rules():
        assert rule.least <= rule.value() <= rule.most, rule.key


def test_reading_all_costs_one_query(hr):
    set_by(hr, remind_first=21, digest=0)

    assert queries_of(policy.in_force) == 1
