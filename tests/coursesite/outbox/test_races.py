"""Two run_due at once send each mail once. The control shows the race when the lock is taken away."""

import pytest
from django.core import mail
from django.db import connection
from django.db.models import QuerySet

from coursesite.outbox import services
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import OutboxMail
from tests.factories.outbox import NOW, make_mail
from tests.windows import LONGEST_WAIT, Gap, at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time: no race to show"),
]
MAILS, RUNS = 6, 3


@pytest.fixture(autouse=True)
def gap(monkeypatch) -> Gap:
    """Between looking and claiming."""
    gap = Gap(RUNS)
    monkeypatch.setattr(services, "_change", gap.before(services._change))
    return gap


def runs_at_once() -> list[str]:
    """Whom mails went to."""
    assert at_once(*RUNS * [lambda: list(send_mails(now=NOW))]) == {"done": RUNS}
    return sorted(message.to[0] for message in mail.outbox)


def test_each_mail_goes_out_once():
    emails = sorted(make_mail().user.email for _number in range(MAILS))

    assert runs_at_once() == emails
    assert set(OutboxMail.objects.values_list("state", "tries")) == {("sent", 1)}


def test_control_without_the_lock_some_go_twice(monkeypatch, gap):
    gap.patience = LONGEST_WAIT
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_options: queryset.all())
    for _number in range(MAILS):
        make_mail()

    assert len(runs_at_once()) > MAILS
