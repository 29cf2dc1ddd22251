"""Who may open which door? Every address × every role × every method.

Generated from the resolver: an address without a row fails. The letters stand for the roles in this order:

    A nobody signed in   L a learner             l another learner
    T the instructor     t another's instructor  H the learner's HR   h another department's HR
    W works council      O operator

and mean: o opens · g goes elsewhere · s to the sign-in, with the way back · n there is no such page · m not by this
method · u 401 (JSON) · b 400, the input is named · c 409. The course is assigned, so that it is not there for strangers.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.doors import ROLES, Address, addresses, client_of, outcome, path_of
from tests.factories.world import make_world

TABLE = """
                                            GET        POST
#                                           ALlTtHhWO  ALlTtHhWO
home                                        ooooooooo  mmmmmmmmm
page                                        ooooooooo  mmmmmmmmm
help*                                       ooooooooo  mmmmmmmmm
styleguide                                  ooooooooo  mmmmmmmmm
offline                                     ooooooooo  mmmmmmmmm
service-worker                              ooooooooo  mmmmmmmmm
healthz                                     ooooooooo  mmmmmmmmm
readyz                                      ooooooooo  mmmmmmmmm
language                                    mmmmmmmmm  ggggggggg
theme                                       mmmmmmmmm  ggggggggg
account                                     soooooooo  soooooooo
account-session-end                         mmmmmmmmm  snnnnnnnn
invitation                                  ooooooooo  bbbbbbbbb
invitation-accepted                         soooooooo  mmmmmmmmm
account-sessions-end                        mmmmmmmmm  sgggggggg
my-data                                     soooooooo  mmmmmmmmm
my-data-file                                soooooooo  mmmmmmmmm
my-data-deletion                            mmmmmmmmm  sgggggggg
disclosures                                 soooooooo  mmmmmmmmm
council*                                    snnnnnnon  mmmmmmmmm

account_login                               ogggggggg  ogggggggg
account_signup                              ogggggggg  ogggggggg
account_logout                              goooooooo  ggggggggg
account_inactive                            ooooooooo  mmmmmmmmm
account_reauthenticate                      soooooooo  soooooooo
account_email                               soooooooo  sgggggggg
account_email_verification_sent             ooooooooo  mmmmmmmmm
account_confirm_email                       ooooooooo  nnnnnnnnn
account_confirm_login_code                  ggggggggg  ggggggggg
account_change_password                     soooooooo  soooooooo
account_set_password                        sgggggggg  sgggggggg
account_reset_password                      ooooooooo  ooooooooo
account_reset_password_done                 ooooooooo  mmmmmmmmm
account_reset_password_from_key             ooooooooo  ooooooooo
account_reset_password_from_key_done        ooooooooo  mmmmmmmmm
mfa_index                                   soooooooo  smmmmmmmm
mfa_authenticate                            ggggggggg  ggggggggg
mfa_reauthenticate*                         sgggggggg  sgggggggg
mfa_activate_totp                           sgggggggg  sgggggggg
mfa_deactivate_totp                         snnnnnnnn  snnnnnnnn
mfa_view_recovery_codes                     snnnnnnnn  smmmmmmmm
mfa_generate_recovery_codes                 sgggggggg  sgggggggg
mfa_download_recovery_codes                 snnnnnnnn  snnnnnnnn
mfa_list_webauthn                           soooooooo  smmmmmmmm
mfa_add_webauthn                            sgggggggg  sgggggggg
mfa_remove_webauthn                         sgggggggg  sgggggggg
mfa_edit_webauthn                           sgggggggg  sgggggggg
mfa_login_webauthn                          ggggggggg  ggggggggg

lessons:course                              sononnnno  mmmmmmmmm
lessons:course-start                        mmmmmmmmm  sgngnnnng
lessons:course-print                        sononnnno  mmmmmmmmm
lessons:glossary                            sononnnno  mmmmmmmmm
lessons:search                              sononnnno  mmmmmmmmm
lessons:figure                              sononnnno  mmmmmmmmm
lessons:page                                sononnnno  mmmmmmmmm
lessons:sheet                               sgggggggg  mmmmmmmmm
lessons:certificates                        soooooooo  mmmmmmmmm
lessons:certificate                         sonnnnnnn  mmmmmmmmm
lessons:certificate-pdf                     sonnnnnnn  mmmmmmmmm
lessons:certificate-proof                   sonnnnnnn  mmmmmmmmm
lessons:certificate-name                    mmmmmmmmm  sgnnnnnnn
lessons:certificate-renew                   mmmmmmmmm  sgnnnnnnn
lessons:certificate-check                   ooooooooo  mmmmmmmmm
lessons:certificate-check-json              ooooooooo  mmmmmmmmm
lessons:report-certificates                 snnnnoonn  mmmmmmmmm
lessons:report-certificate                  snnnnonnn  snnnnbnnn
lessons:lesson                              sononnnno  mmmmmmmmm
lessons:lesson-bookmark                     mmmmmmmmm  sgngnnnng
lessons:lesson-note                         sononnnno  sgngnnnng
lessons:notes                               soooooooo  mmmmmmmmm
lessons:notes-file                          soooooooo  mmmmmmmmm
lessons:note-delete                         mmmmmmmmm  sgnnnnnnn
lessons:lesson-read                         mmmmmmmmm  sgnnnnnnn
lessons:lesson-changes                      sgnnnnnnn  sgnnnnnnn
lessons:difference                          sgngnnnng  sgngnnnng
lessons:seen-by-hr                          soooooooo  mmmmmmmmm
lessons:calendar-address                    mmmmmmmmm  sgggggggg
lessons:calendar                            ooooooooo  mmmmmmmmm
lessons:report-completions                  snnnnoonn  mmmmmmmmm
lessons:report-completions-file             snnnnbbnn  mmmmmmmmm
lessons:report-views                        snnnnoonn  snnnnbbnn
lessons:report-view-delete                  mmmmmmmmm  snnnngnnn
lessons:report-evidence                     snnnnoonn  snnnnbbnn
lessons:report-exports                      snnnnoonn  snnnnbbnn
lessons:report-export                       snnnnnnnn  mmmmmmmmm
lessons:report-effect                       snnnnoonn  mmmmmmmmm
lessons:report-groups                       snnnnoonn  snnnnbbnn
lessons:report-group                        snnnnonnn  snnnnbnnn
lessons:report-group-add                    mmmmmmmmm  snnnnbnnn
lessons:report-group-remove                 mmmmmmmmm  snnnnnnnn
lessons:report-group-due                    mmmmmmmmm  snnnnnnnn
lessons:report-group-end                    mmmmmmmmm  snnnngnnn
lessons:report-settings                     snnnnoonn  snnnnnnnn
lessons:report-people                       snnnnoonn  mmmmmmmmm
lessons:report-people-invite                mmmmmmmmm  snnnnggnn
lessons:report-people-merge                 snnnnoonn  snnnnbbnn
lessons:report-people-import                snnnnoonn  snnnnbbnn
lessons:report-exemptions                   snnnnonnn  snnnnbnnn
lessons:report-person                       snnnnonnn  snnnnbnnn
lessons:report-outbox                       snnnnoono  mmmmmmmmm
lessons:report-mail                         snnnnnnno  mmmmmmmmm
lessons:report-mail-html                    snnnnnnno  mmmmmmmmm
lessons:report-mail-resend                  mmmmmmmmm  snnnngnng
lessons:report-mail-cancel                  mmmmmmmmm  snnnngnng
lessons:report-person-invite                mmmmmmmmm  snnnngnnn

quizzes:quiz                                sononnnno  mmmmmmmmm
quizzes:quiz-start                          mmmmmmmmm  sgnnnnnnn
quizzes:preview                             snnonnnno  snnonnnno
quizzes:contrast                            sononnnno  snnnnnnnn
quizzes:difference-question                 snnnnnnnn  snnnnnnnn
quizzes:difference-answer                   snnnnnnnn  mmmmmmmmm
quizzes:profile                             soooooooo  mmmmmmmmm
quizzes:cards                               soooooooo  sbbbbbbbb
quizzes:card                                sgggggggg  sgggggggg
quizzes:card-answer                         sonnnnnnn  mmmmmmmmm
quizzes:teach                               snnoonnnn  mmmmmmmmm
quizzes:mark                                snnonnnnn  snnbnnnnn
quizzes:second                              snnnnnnnn  snnnnnnnn
quizzes:second-request                      mmmmmmmmm  snngnnnnn
quizzes:cohort                              snnonnnnn  mmmmmmmmm
quizzes:items                               snnonnnnn  mmmmmmmmm
quizzes:item                                snnonnnnn  mmmmmmmmm
quizzes:items-refresh                       mmmmmmmmm  snngnnnnn
quizzes:grant                               snnonnnnn  snnbnnnnn
quizzes:research                            snnonnnnn  snnbnnnnn
quizzes:check-answer                        mmmmmmmmm  sgngnnnng
quizzes:attempt                             sgnnnnnnn  mmmmmmmmm
quizzes:question                            sonnnnnnn  sgnnnnnnn
quizzes:save                                mmmmmmmmm  ubnnnnnnn
quizzes:submit                              sonnnnnnn  sgnnnnnnn
quizzes:review                              sonnnnnnn  mmmmmmmmm
quizzes:skip                                mmmmmmmmm  sgnnnnnnn
quizzes:object                              sonnnnnnn  sbnnnnnnn
quizzes:notice-seen                         mmmmmmmmm  sgnnnnnnn
quizzes:objections                          snnonnnnn  mmmmmmmmm
quizzes:settle                              snnonnnnn  snnbnnnnn

admin:index                                 snnoonnno  snnoonnno
admin:login                                 snnggnnng  snnggnnng
admin:logout                                snnmmnnnm  snnggnnng
admin:password_change*                      snnggnnng  snnggnnng
admin:autocomplete                          snnnnnnnn  snnmmnnnm
admin:jsi18n                                snnoonnno  snnmmnnnm
admin:app_list                              snnnnnnno  snnnnnnno
admin:accounts_deletionrequest_add          snnnnnnnn  snnnnnnnn
admin:accounts_deletionrequest_change       snnnnnnnn  snnnnnnnn
admin:accounts_deletionrequest_history      snnnnnnnn  snnnnnnnn
admin:accounts_*role_change                 snnnnnnno  snnnnnnnn
admin:*_delete                              snnnnnnnn  snnnnnnnn
admin:accounts_*                            snnnnnnno  snnnnnnno
admin:pages_*                               snnnnnnno  snnnnnnno
admin:quizzes_question_import               snnoonnno  snnoonnno
admin:quizzes_question_export               snnoonnno  snnmmnnnm
admin:lessons_lesson_preview                unnmnnnnm  unnbnnnnb
admin:lessons_lesson_figure                 unnmnnnnm  unnbnnnnb
admin:lessons_lesson_compare                snnnnnnnn  snnnnnnnn
admin:lessons_lesson_restore                snnonnnno  snngnnnng
admin:lessons_course_change                 snnonnnno  snnnnnnnn
admin:lessons_course_files                  snnonnnno  snnonnnno
admin:lessons_course_download               snnonnnno  snnmnnnnm
admin:lessons_course_check                  snngnnnng  snngnnnng
admin:lessons_figure_change                 snnonnnno  snnnnnnnn
admin:lessons_figure_add                    snnoonnno  snnoonnno
admin:lessons_figure_remove                 snnmnnnnm  snngnnnng
admin:quizzes_question_add                  snnoonnno  snnoonnno
admin:quizzes_question_try                  snnonnnno  snnonnnno
admin:quizzes_question_approve              snnonnnno  snnonnnno
admin:quizzes_question_step                 snnmmnnnm  snngnnnng
admin:quizzes_question_comment              snnmmnnnm  snnonnnno
admin:quizzes_question_settle               snnmmnnnm  snnnnnnnn
admin:quizzes_quiz_change                   snnonnnno  snnnnnnnn
admin:quizzes_quiz_board                    snnonnnno  snnmnnnnm
admin:quizzes_quiz_simulation               snnonnnno  snnmnnnnm
admin:lessons_courserole_change             snnnnnnno  snnnnnnnn
admin:lessons_courserole_*                  snnnnnnno  snnnnnnno
admin:lessons_certificatepolicy_*           snnnnnnno  snnnnnnno
admin:lessons_enrolment_*                   snnnnnnno  snnnnnnno
admin:*s_*_add                              snnnnnnnn  snnnnnnnn
admin:*s_*_changelist                       snnoonnno  snnoonnno
admin:lessons_unit_change                   snnonnnno  snngnnnng
admin:*s_*_change                           snnonnnno  snnonnnno
admin:*s_*_history                          snnonnnno  snnonnnno
nameless:*url>*                             snnnnnnnn  snnnnnnnn
nameless:*                                  snnggnnng  snnggnnng
"""

OTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
SAMPLE = {"anonymous", "another learner", "operator"}  # whom these are asked for


@dataclass(frozen=True)
class Row:
    name: str
    get: str
    post: str


def rows() -> list[Row]:
    lines = [line.split() for line in TABLE.splitlines()[2:] if line.strip() and not line.startswith("#")]
    return [Row(*line) for line in lines]


def row_of(address: Address) -> Row | None:
    """The first that fits: `admin:lessons_*_delete` holds for all tables of that floor."""
    return next((row for row in rows() if fnmatchcase(address.name, row.name)), None)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One company for all doors; each visit is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        yield made, {role: client_of(made.people[role]) for role in ROLES}
        transaction.set_rollback(True)


def visit(client, method: str, path: str):
    """What happens, and nothing of it stays: neither in the database nor in the client's cookies."""
    cookies = client.cookies.copy()
    cache.clear()  # the counters of rate limits
    with transaction.atomic():
        response = client.generic(method, path)
        if response.streaming:
            list(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_door(address, world):
    made, clients = world
    row = row_of(address)
    assert row, f"{address.name} has no row in tests/test_doors.py: say who may open it."
    path = path_of(address, made.values_for(address))

    found = {
        method: "".join(str(outcome(visit(clients[role], method, path))) for role in ROLES)
        for method in ("GET", "POST")
    }

    assert found == {"GET": row.get, "POST": row.post}, path


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_other_methods_open_nothing_more(address, world):
    """HEAD is GET without a body; the others may at most do what GET or POST does."""
    made, clients = world
    row = row_of(address)
    path = path_of(address, made.values_for(address))

    for role, get, post in zip(ROLES, row.get, row.post, strict=True):
        if role not in SAMPLE:
            continue
        found = {method: str(outcome(visit(clients[role], method, path))) for method in OTHER_METHODS}
        rest = {"m", "n", "s", "u", get, post}
        allowed = {"HEAD": {get}, "OPTIONS": {"o", get, "m"}}
        wrong = {method: letter for method, letter in found.items() if letter not in allowed.get(method, rest)}
        assert wrong == {}, (role, path)


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_the_way_back_from_the_sign_in_is_a_page(address, world):
    """Browsers come back by GET: an address that only takes POST would be an error page, and what was wanted is lost."""
    made, clients = world
    sent = visit(clients["anonymous"], "POST", path_of(address, made.values_for(address)))
    if outcome(sent) != "s":
        return

    (back,) = parse_qs(urlsplit(sent.headers["Location"]).query)["next"]

    assert outcome(visit(clients["anonymous"], "GET", back)) != "m"


def test_every_row_has_a_door():
    names = [address.name for address in addresses()]

    assert [row.name for row in rows() if not any(fnmatchcase(name, row.name) for name in names)] == []


def test_a_post_without_its_token_is_the_only_403():
    client = Client(enforce_csrf_checks=True)

    assert client.post("/language/", {"language": "en"}).status_code == 403
