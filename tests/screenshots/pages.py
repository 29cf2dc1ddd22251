"""Which page states are photographed? Learners' pages first, then those of the others; one point of REVIEW.md each."""

from tests.screenshots.staff_pages import STAFF_STATES
from tests.screenshots.state import (
    State,
    choose,
    fill,
    go_offline,
    open_all,
    press,
    send_unchecked,
    wait_for,
)

COURSE = "/courses/{course}/"
EXAM, MIDTERM, RETENTION = (
    f"{COURSE}quizzes/{slug}/" for slug in ("abschlusspruefung", "zwischenpruefung", "behaltenstest")
)
QUESTION = "/attempts/{running}/questions/"

START = "P1 Start"
HOME = "P2 Course home"
LESSON = "P3 Lesson"
CHECK = "P4 Check in a lesson"
QUIZ = "P5 Quiz start"
ASKED = "P6 Question"
SUBMIT = "P6b Submission"
REVIEW = "P7 Review"
PROFILE = "P8 Confusion profile"
CARDS = "P9 Spaced review"
CERTIFICATE = "P10 Certificate"
ACCOUNT = "P14 Account"
FAULT = "G9 Error pages"
ALL = "G1 All pages"

_LEARNING = (
    State(START, "start-signed-out", "", "/"),
    State(START, "start-new", "new", "/"),
    State(START, "start-under-way", "reader", "/"),
    State(START, "start-exam-running", "sitter", "/"),
    State(START, "start-done", "passed", "/"),
    State(START, "start-hr", "hr", "/"),
    State(START, "start-operator", "operator", "/"),
    State(START, "start-instructor", "instructor", "/"),
    State(START, "start-council", "council", "/"),
    State(START, "page-imprint", "", "/pages/impressum/"),
    State(START, "help", "reader", "/help/"),
    State(START, "help-search", "reader", "/help/?q=Beschwerde"),
    State(START, "help-text", "", "/help/take-an-exam/"),
    State(HOME, "course-new", "new", COURSE),
    State(HOME, "course-started", "beginner", COURSE),
    State(HOME, "course-under-way", "reader", COURSE),
    State(HOME, "course-exam-running", "sitter", COURSE),
    State(HOME, "course-failed", "failed", COURSE),
    State(HOME, "course-done", "passed", COURSE),
    State(HOME, "course-instructor", "instructor", COURSE),
    State(LESSON, "lesson-first", "beginner", f"{COURSE}lessons/drei-woerter/"),
    State(LESSON, "lesson-open-boxes", "beginner", f"{COURSE}lessons/stufenmodell/", (open_all,)),
    State(LESSON, "lesson-changed", "reader", f"{COURSE}lessons/drei-woerter/"),
    State(LESSON, "lesson-changes", "reader", f"{COURSE}lessons/drei-woerter/changes/"),
    State(LESSON, "lesson-trial", "new", f"{COURSE}lessons/fallwerkstatt/"),
    State(LESSON, "lesson-table", "reader", f"{COURSE}lessons/quellenvergleich/"),
    State(LESSON, "lesson-note", "reader", f"{COURSE}lessons/stufenmodell/note/"),
    State(LESSON, "notes-none", "new", "/me/notes/"),
    State(LESSON, "notes", "reader", "/me/notes/"),
    State(LESSON, "search", "reader", f"{COURSE}search/?q=Leitbild"),
    State(LESSON, "search-nothing", "reader", f"{COURSE}search/?q=Quastenflosser"),
    State(LESSON, "printed-course", "reader", f"{COURSE}print/"),
    State(LESSON, "glossary", "reader", f"{COURSE}glossary/"),
    State(LESSON, "sheet", "reader", f"{COURSE}pages/vergleich/"),
    State(LESSON, "guide", "reader", f"{COURSE}pages/teamleitung/"),
    State(
        CHECK,
        "check-empty",
        "beginner",
        f"{COURSE}lessons/kaufmoment-beziehung/",
        (
            press("self-check form button"),
            wait_for("self-check [id$='-error']"),
        ),
    ),
    State(
        CHECK,
        "check-feedback",
        "beginner",
        f"{COURSE}lessons/hinschauen-ausrichten/",
        (choose(within="self-check"), press("self-check form button"), wait_for(".check__feedback")),
    ),
    State(
        CHECK,
        "check-offline",
        "beginner",
        f"{COURSE}lessons/stufenmodell/",
        (choose(within="self-check"), go_offline, press("self-check form button")),
    ),
    State(QUIZ, "quiz-exam", "reader", EXAM),
    State(QUIZ, "quiz-exam-resume", "sitter", EXAM),
    State(QUIZ, "quiz-exam-waiting", "failed", EXAM),
    State(QUIZ, "quiz-exam-exhausted", "exhausted", EXAM),
    State(QUIZ, "quiz-exam-passed", "passed", EXAM),
    State(QUIZ, "quiz-exam-signed-up", "new", EXAM),
    State(QUIZ, "quiz-midterm-again", "reader", MIDTERM),
    State(QUIZ, "quiz-retention-locked", "reader", RETENTION),
    State(QUIZ, "quiz-adaptive", "reader", f"{COURSE}quizzes/standortbestimmung/"),
    State(QUIZ, "quiz-targeted", "failed", f"{COURSE}quizzes/gezieltes-ueben/"),
    State(QUIZ, "quiz-practical", "reader", f"{COURSE}quizzes/praxisauftrag/"),
    State(ASKED, "question-single", "sitter", f"{QUESTION}1/"),
    State(ASKED, "question-marked", "sitter", f"{QUESTION}4/"),
    State(ASKED, "question-open", "sitter", f"{QUESTION}16/"),
    State(ASKED, "question-set", "sitter", f"{QUESTION}20/"),
    State(
        ASKED,
        "question-saved",
        "sitter",
        f"{QUESTION}13/",
        (choose(), wait_for("[data-saving-state]:has-text('Gespeichert'), [data-saving-state]:has-text('Saved')")),
    ),
    State(ASKED, "question-offline", "sitter", f"{QUESTION}14/", (go_offline, choose())),
    State(ASKED, "question-adaptive", "sitter", "/attempts/{choosing}/questions/5/"),
    State(ASKED, "question-practice", "reader", "/attempts/{practising}/questions/4/"),
    State(ASKED, "question-explained", "failed", "/attempts/{explained}/questions/1/"),
    State(
        ASKED,
        "question-unanswered",
        "reader",
        "/attempts/{practising}/questions/4/",
        (press("[name=check]"),),
    ),
    State(SUBMIT, "submit", "sitter", "/attempts/{running}/submit/"),
    State(SUBMIT, "submit-practice", "reader", "/attempts/{practising}/submit/"),
    State(REVIEW, "review-passed", "passed", "/attempts/{exam}/review/"),
    State(REVIEW, "review-protected", "failed", "/attempts/{failed}/review/"),
    State(REVIEW, "review-failed", "exhausted", "/attempts/{exhausted}/review/"),
    State(REVIEW, "review-midterm", "reader", "/attempts/{reviewed}/review/"),
    State(REVIEW, "review-placement", "reader", "/attempts/{placed}/review/"),
    State(REVIEW, "review-adaptive", "sitter", "/attempts/{told}/review/"),
    State(REVIEW, "review-targeted", "sitter", "/attempts/{practised}/review/"),
    State(REVIEW, "review-unmarked", "passed", "/attempts/{written}/review/"),
    State(REVIEW, "objection", "exhausted", "/attempts/{exhausted}/questions/3/objection/"),
    State(REVIEW, "objection-empty", "exhausted", "/attempts/{exhausted}/questions/4/objection/", (send_unchecked(),)),
    State(PROFILE, "profile-empty", "new", "/me/profile/"),
    State(PROFILE, "profile", "exhausted", "/me/profile/"),
    State(PROFILE, "profile-tells-apart", "passed", "/me/profile/"),
    State(PROFILE, "contrast", "reader", f"{COURSE}contrasts/kp-fo-1/", (open_all,)),
    State(CARDS, "cards-none", "new", "/me/practice/"),
    State(CARDS, "cards-due", "passed", "/me/practice/"),
    State(
        CARDS, "cards-pause-refused", "passed", "/me/practice/", (open_all, send_unchecked("main form[method=post]"))
    ),
    State(CARDS, "cards-paused", "updated", "/me/practice/"),
    State(CARDS, "card", "failed", "/me/practice/next/"),
    State(CARDS, "card-answered", "passed", "/me/practice/answers/{card_attempt}/{card_position}/"),
)

_CERTIFICATES = (
    State(CERTIFICATE, "certificates-none", "new", "/me/certificates/"),
    State(CERTIFICATE, "certificates", "passed", "/me/certificates/"),
    State(CERTIFICATE, "certificate", "passed", "/me/certificates/{number}/"),
    State(START, "start-offer", "holder", "/"),
    State(HOME, "course-offer", "holder", COURSE),
    State(CERTIFICATE, "certificates-offer", "holder", "/me/certificates/"),
    State(CERTIFICATE, "difference", "holder", f"{COURSE}difference/"),
    State(CERTIFICATE, "difference-confirmed", "updating", f"{COURSE}difference/"),
    State(CERTIFICATE, "difference-question", "updating", f"{COURSE}difference/question/"),
    State(CERTIFICATE, "difference-answer", "updating", f"{COURSE}difference/answers/1/"),
    State(CERTIFICATE, "difference-done", "updated", f"{COURSE}difference/"),
    State(CERTIFICATE, "certificate-check-valid", "", "/certificates/{certificate}/"),
    State(CERTIFICATE, "certificate-check-revoked", "", "/certificates/{revoked}/"),
    State(CERTIFICATE, "certificate-check-expired", "", "/certificates/{expired}/"),
    State(CERTIFICATE, "certificates-expired", "expired", "/me/certificates/"),
    State(CERTIFICATE, "certificate-check-replaced", "", "/certificates/{replaced}/"),
    State(CERTIFICATE, "certificate-check-unknown", "", "/certificates/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567/", status=404),
)

_ACCOUNT = (
    State(ACCOUNT, "sign-in", "", "/accounts/login/"),
    State(
        ACCOUNT,
        "sign-in-refused",
        "",
        "/accounts/login/",
        (
            fill("E-Mail|[Ee]-?mail", "niemand@musterwerk.example"),
            fill("Passwort|Password", "falsch-geraten"),
            send_unchecked("main form"),
        ),
    ),
    State(ACCOUNT, "sign-up", "", "/accounts/signup/"),
    State(ACCOUNT, "sign-up-refused", "", "/accounts/signup/", (send_unchecked(),)),
    State(ACCOUNT, "password-reset", "", "/accounts/password/reset/"),
    State(ACCOUNT, "password-reset-sent", "", "/accounts/password/reset/done/"),
    State(ACCOUNT, "password-reset-link-over", "", "/accounts/password/reset/key/1-x/"),
    State(ACCOUNT, "password-reset-done", "", "/accounts/password/reset/key/done/"),
    State(ACCOUNT, "confirm-mail-sent", "", "/accounts/confirm-email/"),
    State(ACCOUNT, "confirm-mail", "", "/accounts/confirm-email/nowhere/"),
    State(ACCOUNT, "inactive", "", "/accounts/inactive/"),
    State(ACCOUNT, "invitation-over", "", "/invitation/nowhere/", status=404),
    State(ACCOUNT, "invitation-accepted", "new", "/invitation/accepted/"),
    State(ACCOUNT, "account", "reader", "/me/"),
    State(ACCOUNT, "account-refused", "reader", "/me/", (fill("Name", " "), send_unchecked("main form"))),
    State(ACCOUNT, "my-data", "reader", "/me/data/"),
    State(ACCOUNT, "seen-by-hr", "beginner", "/me/hr/"),
    State(ACCOUNT, "disclosures", "beginner", "/me/disclosures/"),
    State(ACCOUNT, "disclosures-none", "new", "/me/disclosures/"),
    State(ACCOUNT, "mail-addresses", "reader", "/accounts/email/"),
    State(ACCOUNT, "password-change", "reader", "/accounts/password/change/"),
    State(ACCOUNT, "password-change-refused", "reader", "/accounts/password/change/", (send_unchecked(),)),
    State(ACCOUNT, "reauthenticate", "reader", "/accounts/reauthenticate/"),
    State(ACCOUNT, "sign-out", "reader", "/accounts/logout/"),
    State(ACCOUNT, "second-factor", "reader", "/accounts/2fa/"),
    State(ACCOUNT, "passkeys", "reader", "/accounts/2fa/webauthn/"),
)

_FAULTS = (
    State(ALL, "styleguide", "", "/styleguide/"),
    State(ALL, "styleguide-dark", "", "/styleguide/?theme=dark"),
    State(FAULT, "error-403", "reader", "/fault/403/", status=403),
    State(FAULT, "error-404", "reader", "/nirgendwo/", status=404),
    State(FAULT, "error-404-signed-out", "", "/nirgendwo/", status=404),
    State(FAULT, "error-405", "reader", "/language/", status=405),
    State(FAULT, "error-429", "", "/fault/429/", status=429),
    State(FAULT, "error-500", "reader", "/fault/500/", status=500),
    State(FAULT, "error-503", "reader", "/fault/503/", status=503),
    State(FAULT, "offline", "reader", "/offline/"),
)

STATES = (*_LEARNING, *_CERTIFICATES, *_ACCOUNT, *_FAULTS, *STAFF_STATES)

NOT_PHOTOGRAPHED = {
    "service-worker": "a script",
    "healthz": "a word for machines",
    "readyz": "a word for machines",
    "lessons:calendar": "a file",
    "lessons:notes-file": "a file",
    "my-data-file": "a file",
    "lessons:certificate-pdf": "a file",
    "lessons:certificate-proof": "a file",
    "lessons:certificate-check-json": "a file",
    "lessons:figure": "a picture; the lessons show it",
    "lessons:report-mail-html": "photographed as mail",
    "council-agreement-md": "a file",
    "council-agreement-txt": "a file",
}
"""Addresses that answer a GET and are not in the list, each with the reason."""
