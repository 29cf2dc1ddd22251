"""Page states of those who teach, of the personnel department, the works council and the operator; the mails."""

from tests.screenshots.state import State, fill, open_all, press, send_unchecked

REPORTS = "P11 HR"
AUTHORING = "P12 Authoring"
TEACHING = "P13 Teaching and question figures"
COUNCIL = "Works council"
MAILS = "Mails"
TEACH = "/teach/courses/{course}/"
PERSON = "/reports/people/{person}/"

_REPORTS = (
    State(REPORTS, "hr-completions", "hr", "/reports/completions/"),
    State(REPORTS, "hr-completions-empty", "hr", "/reports/completions/?due-from=2030-01-01"),
    State(REPORTS, "hr-completions-refused", "hr", "/reports/completions/?due-from=gestern"),
    State(REPORTS, "hr-completions-open", "hr", "/reports/completions/", (open_all,)),
    State(REPORTS, "hr-exports", "hr", "/reports/exports/"),
    State(REPORTS, "hr-views", "hr", "/reports/views/"),
    State(REPORTS, "hr-effect", "hr", "/reports/effect/"),
    State(REPORTS, "hr-groups", "hr", "/reports/groups/"),
    State(REPORTS, "hr-groups-refused", "hr", "/reports/groups/", (send_unchecked("main form[method=post]"),)),
    State(REPORTS, "hr-group", "hr", "/reports/groups/{group}/"),
    State(REPORTS, "hr-group-due", "hr", "/reports/groups/{group}/", (open_all,)),
    State(REPORTS, "hr-group-list", "hr", "/reports/groups/{list}/"),
    State(REPORTS, "hr-person", "hr", PERSON),
    State(REPORTS, "hr-exemptions", "hr", f"{PERSON}exemptions/"),
    State(REPORTS, "hr-exemptions-open", "hr", f"{PERSON}exemptions/", (open_all,)),
    State(REPORTS, "hr-exemptions-refused", "hr", f"{PERSON}exemptions/", (send_unchecked("main form[method=post]"),)),
    State(REPORTS, "hr-people", "hr", "/reports/people/"),
    State(REPORTS, "hr-people-import", "hr", "/reports/people/import/"),
    State(REPORTS, "hr-people-merge", "hr", "/reports/people/merge/"),
    State(REPORTS, "hr-evidence", "hr", "/reports/evidence/"),
    State(REPORTS, "hr-evidence-shown", "hr", "/reports/evidence/", (press("[name=show]"),)),
    State(REPORTS, "hr-settings", "hr", "/reports/settings/"),
    State(
        REPORTS,
        "hr-settings-refused",
        "hr",
        "/reports/settings/",
        (fill("Erste Erinnerung|First reminder", "60"), send_unchecked("main form[method=post]")),
    ),
    State(REPORTS, "hr-certificates", "hr", "/reports/certificates/"),
    State(REPORTS, "hr-certificate", "hr", "/reports/certificates/{number}/"),
    State(REPORTS, "hr-outbox", "hr", "/reports/outbox/"),
    State(REPORTS, "hr-mail", "operator", "/reports/outbox/{mail_invitation}/"),
)

_AUTHORING = (
    State(AUTHORING, "admin-sign-in", "", "/admin/"),
    State(AUTHORING, "admin-index", "instructor", "/admin/"),
    State(AUTHORING, "admin-lessons", "instructor", "/admin/lessons/lesson/"),
    State(AUTHORING, "admin-editor", "instructor", "/admin/lessons/lesson/{lesson_pk}/change/"),
    State(AUTHORING, "admin-history", "instructor", "/admin/lessons/lesson/{lesson_pk}/history/"),
    State(AUTHORING, "admin-course-files", "instructor", "/admin/lessons/course/{course_pk}/files/"),
    State(AUTHORING, "admin-figures", "instructor", "/admin/lessons/figure/"),
    State(AUTHORING, "admin-glossary", "instructor", "/admin/lessons/glossaryterm/"),
    State(AUTHORING, "admin-units", "instructor", "/admin/lessons/unit/"),
    State(AUTHORING, "admin-questions", "instructor", "/admin/quizzes/question/"),
    State(AUTHORING, "admin-question", "instructor", "/admin/quizzes/question/{question_pk}/change/"),
    State(
        AUTHORING,
        "admin-question-refused",
        "instructor",
        "/admin/quizzes/question/add/?course={course_pk}&type=single",
        (send_unchecked("form.authors"),),
    ),
    State(AUTHORING, "admin-question-try", "instructor", "/admin/quizzes/question/{question_pk}/try/"),
    State(AUTHORING, "admin-question-approve", "instructor", "/admin/quizzes/question/{approve_pk}/approve/"),
    State(AUTHORING, "admin-question-import", "instructor", "/admin/quizzes/question/import/"),
    State(AUTHORING, "admin-question-export", "instructor", "/admin/quizzes/question/export/"),
    State(AUTHORING, "admin-board", "instructor", "/admin/quizzes/quiz/{quiz_pk}/board/"),
    State(AUTHORING, "admin-people", "operator", "/admin/accounts/user/"),
    State(AUTHORING, "admin-departments", "operator", "/admin/accounts/department/"),
    State(AUTHORING, "admin-site-pages", "operator", "/admin/pages/sitepage/"),
)

_TEACHING = (
    State(TEACHING, "teach", "instructor", "/teach/"),
    State(TEACHING, "teach-items", "instructor", f"{TEACH}items/"),
    State(TEACHING, "teach-item", "instructor", f"{TEACH}items/{{item}}/"),
    State(TEACHING, "teach-cohort", "instructor", f"{TEACH}confusions/"),
    State(TEACHING, "teach-objections", "instructor", f"{TEACH}objections/"),
    State(TEACHING, "teach-settle", "instructor", f"{TEACH}settle/{{item}}/{{version}}/"),
    State(TEACHING, "teach-grant", "instructor", f"{TEACH}grant/"),
    State(TEACHING, "teach-grant-refused", "instructor", f"{TEACH}grant/", (send_unchecked("main form[method=post]"),)),
    State(TEACHING, "teach-research", "instructor", f"{TEACH}research/"),
    State(TEACHING, "teach-mark", "instructor", "/teach/answers/{slot}/"),
    State(TEACHING, "teach-second", "second instructor", "/teach/answers/{second_slot}/second/"),
    State(TEACHING, "teach-preview", "instructor", "/courses/{course}/quizzes/abschlusspruefung/preview/"),
)

_COUNCIL = (
    State(COUNCIL, "council-overview", "council", "/council/"),
    State(COUNCIL, "council-stored", "council", "/council/", (open_all,)),
    State(COUNCIL, "council-roles", "council", "/council/roles/"),
    State(COUNCIL, "council-rules", "council", "/council/rules/"),
    State(COUNCIL, "council-exports", "council", "/council/exports/"),
    State(COUNCIL, "council-agreement", "council", "/council/agreement/"),
)

_MAILS = (
    State(MAILS, "mail-invitation", "operator", "/reports/outbox/{mail_invitation}/html/"),
    State(MAILS, "mail-reminder", "operator", "/reports/outbox/{mail_reminder}/html/"),
    State(MAILS, "mail-report-link", "operator", "/reports/outbox/{mail_report_link}/html/"),
    State(MAILS, "mail-digest", "operator", "/reports/outbox/{mail_overdue_digest}/html/"),
)

STAFF_STATES = (*_REPORTS, *_AUTHORING, *_TEACHING, *_COUNCIL, *_MAILS)
