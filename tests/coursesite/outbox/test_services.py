from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from coursesite import registry
from coursesite.outbox import services
from coursesite.outbox.errors import OutboxError
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.outbox.services import (
    CLAIM_HOLDS,
    MAILS_PER_RUN,
    MAX_TRIES,
    RETRY_WAITS,
    NewMail,
    cancel_mails,
    queue_mail,
    queue_mails,
    resend_mail,
)
from tests.factories.accounts import make_user
from tests.factories.outbox import (
    KIND,
    NOW,
    BreaksOff,
    Greylisting,
    Killed,
    KilledAfterAccepting,
    KilledBeforeAccepting,
    UnknownRecipient,
    Unreachable,
    backend,
    make_mail,
    register_note,
)

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
RUN = timedelta(minutes=15)


def run(now=NOW) -> list[str]:
    return list(send_mails(now=now))


def standing(sent: OutboxMail) -> tuple:
    sent.refresh_from_db()
    return sent.state, sent.tries, sent.last_error, sent.next_try_at


# --- into the outbox ---------------------------------------------------------------------------------------------
def test_a_mail_of_one_person_rule_and_day_is_made_once():
    user = make_user()
    values = {"user": user, "kind": KIND, "rule": "due:7:-3", "now": NOW}

    first = queue_mail(**values, day=NOW.date(), data={"enrolment": 7})
    again = queue_mail(**values, day=NOW.date(), data={"enrolment": 8})
    next_day = queue_mail(**values, day=NOW.date() + timedelta(days=1))

    assert again == first
    assert again.data == {"enrolment": 7}
    assert (first.state, first.made_at) == (MailState.WAITING, NOW)
    assert set(OutboxMail.objects.all()) == {first, next_day}


def test_many_mails_at_once_leave_those_that_are_there():
    ada, bob = make_user(), make_user()
    known = make_mail(ada, data={"first": True})

    queue_mails(kind=KIND, mails=[NewMail(who.pk, "note", NOW.date(), {}) for who in (ada, bob, bob)], now=NOW)

    assert list(OutboxMail.objects.order_by("pk").values_list("user", "data")) == [
        (ada.pk, known.data),
        (bob.pk, {}),
    ]


def test_only_what_waits_can_be_cancelled():
    waiting, sent = make_mail(), make_mail()
    OutboxMail.objects.filter(pk=sent.pk).update(state=MailState.SENT, sent_at=NOW)

    assert cancel_mails(mails=OutboxMail.objects.all()) == 1
    assert standing(waiting)[0] == MailState.CANCELLED
    assert standing(sent)[0] == MailState.SENT
    assert run() == []


# --- out of it ---------------------------------------------------------------------------------------------------
def test_a_mail_goes_out_once_in_both_forms():
    user = make_user(email="ada@example.com", name="Ada <b>& Co</b>", language="en")
    queued = make_mail(user)

    assert run() == ["Mails sent: 1."]
    assert run(NOW + timedelta(days=9)) == []
    [message] = mail.outbox
    queued.refresh_from_db()
    assert (message.to, message.subject) == (["ada@example.com"], "A note")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "Dear Ada <b>& Co</b>," in message.body
    [(html, mimetype)] = message.alternatives
    assert mimetype == "text/html"
    assert '<html lang="en">' in html
    assert "Ada &lt;b&gt;&amp; Co&lt;/b&gt;" in html
    assert standing(queued) == (MailState.SENT, 1, "", None)
    assert queued.sent_at == NOW


def test_a_mail_speaks_its_readers_language():
    make_mail(make_user(language="de"))

    run()

    assert mail.outbox[0].body.startswith("Guten Tag Person ")
    assert '<html lang="de">' in mail.outbox[0].alternatives[0][0]


def test_a_mail_waits_for_its_day():
    make_mail(day=NOW.date() + timedelta(days=1))

    assert (run(), run(NOW + timedelta(days=1))) == ([], ["Mails sent: 1."])


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": NOW}])
def test_who_is_gone_gets_no_mail(change):
    queued = make_mail()
    type(queued.user).objects.filter(pk=queued.user_id).update(**change)

    assert run() == []
    assert mail.outbox == []
    assert standing(queued)[0] == MailState.CANCELLED


def test_what_is_not_wanted_any_more_is_cancelled(monkeypatch):
    register_note(monkeypatch, context=lambda _mail, _now: None)
    queued = make_mail()

    assert run() == []
    assert mail.outbox == []
    assert standing(queued)[0] == MailState.CANCELLED


def test_a_text_that_fails_keeps_no_other_mail_back(monkeypatch, caplog):
    register_note(monkeypatch, context=lambda queued, _now: {} if queued.rule == "note" else queued.data["missing"])
    wrong, unknown, right = make_mail(rule="wrong"), make_mail(kind="no-such-kind"), make_mail()

    with pytest.raises(OutboxError):
        run()

    assert [message.to for message in mail.outbox] == [[right.user.email]]
    assert standing(wrong) == (MailState.FAILED, 1, "no-text: KeyError", None)
    assert standing(unknown) == (MailState.FAILED, 1, "no-text: KeyError", None)
    assert standing(right)[0] == MailState.SENT


def test_an_address_that_no_mail_can_carry_keeps_no_other_mail_back():
    wrong = make_mail(user=make_user(email="anna@m\ufffdller.example"))
    right = make_mail()

    assert run() == ["Mails sent: 1."]
    assert standing(wrong) == (MailState.FAILED, 1, "refused: UnicodeError", None)
    assert standing(right)[0] == MailState.SENT


@pytest.mark.parametrize("when", ["before its turn", "while it is written"])
def test_a_mail_that_is_gone_meanwhile_keeps_no_other_mail_back(monkeypatch, when):
    gone, right = make_mail(), make_mail()
    if when == "before its turn":
        due = services._due
        monkeypatch.setattr(services, "_due", lambda now: [due(now), gone.delete()][0])
    else:
        register_note(monkeypatch, context=lambda queued, _now: {} if queued == right else gone.delete() and {})

    run()

    assert right.user.email in [address for message in mail.outbox for address in message.to]
    assert standing(right)[0] == MailState.SENT
    assert OutboxMail.objects.get() == right


def test_a_run_sends_so_many_and_the_next_one_the_rest(monkeypatch):
    assert MAILS_PER_RUN > 100
    monkeypatch.setattr("coursesite.outbox.services.MAILS_PER_RUN", 5)
    monkeypatch.setattr("coursesite.outbox.services.MAILS_PER_CONNECTION", 2)
    for _number in range(7):
        make_mail()

    assert (run(), run(), run()) == (["Mails sent: 5."], ["Mails sent: 2."], [])


def test_run_due_sends_what_the_other_jobs_made(monkeypatch):
    job = registry.DueJob("make a mail", lambda now: [str(make_mail(now=now, day=NOW.date()))])
    monkeypatch.setattr(registry, "due_jobs", sorted([*registry.due_jobs, job], key=lambda entry: entry.position))

    call_command("run_due", verbosity=0)

    assert len(mail.outbox) == 1


# --- faults ------------------------------------------------------------------------------------------------------
def test_a_mail_server_down_for_a_day_delays_every_mail_and_doubles_none(settings):
    users = [make_user() for _number in range(25)]
    settings.EMAIL_BACKEND = backend(Unreachable)
    now, until = NOW, NOW + timedelta(days=1)
    while now < until:
        for user in users[: 1 + int((now - NOW) / timedelta(hours=1))]:
            make_mail(user)
        with suppress(OutboxError):
            run(now)
        now += RUN
    assert mail.outbox == []
    assert set(OutboxMail.objects.values_list("state", "last_error")) == {
        (MailState.WAITING, "unreachable: ConnectionRefusedError")
    }

    settings.EMAIL_BACKEND = LOCMEM
    while now < until + RETRY_WAITS[-1] + RUN:
        run(now)
        now += RUN

    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in users[:24])
    assert set(OutboxMail.objects.values_list("state", "last_error")) == {(MailState.SENT, "")}


def test_run_due_names_a_server_that_cannot_be_reached(settings, capsys):
    settings.EMAIL_BACKEND = backend(Unreachable)
    make_mail()

    with pytest.raises(CommandError, match="send mails"):
        call_command("run_due", verbosity=0)


def test_waits_grow_and_after_three_days_it_gives_up(settings):
    settings.EMAIL_BACKEND = backend(Greylisting)
    queued, waits, now = make_mail(), [], NOW
    while standing(queued)[0] == MailState.WAITING:
        run(now)
        if (following := standing(queued)[3]) is not None:
            waits.append(following - now)
            assert run(following - timedelta(seconds=1)) == []
            now = following

    assert waits == [*RETRY_WAITS, *[RETRY_WAITS[-1]] * (MAX_TRIES - 1 - len(RETRY_WAITS))]
    assert timedelta(days=3) < sum(waits, timedelta()) < timedelta(days=4)
    assert standing(queued) == (MailState.FAILED, MAX_TRIES, "refused: 451", None)
    assert mail.outbox == []


def test_an_address_that_does_not_exist_is_tried_once(settings):
    settings.EMAIL_BACKEND = backend(UnknownRecipient)
    queued = make_mail()

    run()

    assert standing(queued) == (MailState.FAILED, 1, "refused: 550", None)
    assert "@" not in queued.last_error


@pytest.mark.parametrize(("kind", "arrived"), [(KilledAfterAccepting, 1), (KilledBeforeAccepting, 0)])
def test_a_job_that_is_killed_half_way_sends_nothing_twice(settings, kind, arrived):
    settings.EMAIL_BACKEND = backend(kind)
    first, second = make_mail(), make_mail()
    with pytest.raises(Killed):
        run()

    settings.EMAIL_BACKEND = LOCMEM
    assert run(NOW + RUN) == ["Mails sent: 1."]
    assert run(NOW + timedelta(days=3)) == []

    assert len(mail.outbox) == arrived + 1
    assert mail.outbox[-1].to == [second.user.email]
    assert standing(first) == (MailState.FAILED, 1, "interrupted", NOW + CLAIM_HOLDS)


def test_a_connection_that_breaks_before_the_answer_sends_nothing_twice(settings):
    settings.EMAIL_BACKEND = backend(BreaksOff)
    first, second = make_mail(), make_mail()
    run()

    settings.EMAIL_BACKEND = LOCMEM
    run(NOW + RUN)

    assert [message.to for message in mail.outbox] == [[first.user.email], [second.user.email]]
    assert (standing(first)[0], standing(second)[0]) == (MailState.FAILED, MailState.SENT)


def test_a_person_says_that_an_interrupted_mail_goes_again(settings):
    settings.EMAIL_BACKEND = backend(KilledBeforeAccepting)
    queued = make_mail()
    with pytest.raises(Killed):
        run()
    settings.EMAIL_BACKEND = LOCMEM

    with pytest.raises(OutboxError) as refusal:
        resend_mail(mail=queued, now=NOW + RUN)
    resend_mail(mail=queued, now=NOW + CLAIM_HOLDS)
    run(NOW + CLAIM_HOLDS)

    assert refusal.value.code == "under-way"
    assert len(mail.outbox) == 1
    assert standing(queued) == (MailState.SENT, 1, "", None)


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENT, MailState.CANCELLED])
def test_only_what_was_not_delivered_goes_again(state):
    queued = make_mail()
    sent_at = NOW if state == MailState.SENT else None
    OutboxMail.objects.filter(pk=queued.pk).update(state=state, sent_at=sent_at)

    with pytest.raises(OutboxError) as refusal:
        resend_mail(mail=queued, now=NOW)

    assert refusal.value.code == "not-failed"
    assert standing(queued)[0] == state


def test_day_is_that_of_the_site():
    """23:30 in London is half past midnight in Berlin, an hour earlier in the year than one thinks."""
    make_mail(day=date(2026, 3, 5))

    assert run(NOW.replace(hour=22, minute=59)) == []
    assert run(NOW.replace(hour=23, minute=0)) == ["Mails sent: 1."]
