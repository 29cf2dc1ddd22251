from django.urls import path

from coursesite.accounts.views import account, council, council_exports, invitation, preferences
from coursesite.privacy.views import disclosures, own

urlpatterns = [
    path("me/", account.account, name="account"),
    path("me/sessions/end/", account.sessions_end, name="account-sessions-end"),
    path("me/sessions/<slug:handle>/end/", account.session_end, name="account-session-end"),
    path("me/data/", own.data, name="my-data"),
    path("me/data/file/", own.data_file, name="my-data-file"),
    path("me/data/deletion/", own.deletion, name="my-data-deletion"),
    path("me/disclosures/", disclosures.disclosures, name="disclosures"),
    path("council/", council.first_page, name="council"),
    path("council/roles/", council.roles, name="council-roles"),
    path("council/rules/", council.rules, name="council-rules"),
    path("council/exports/", council_exports.exports, name="council-exports"),
    path("council/agreement/", council.agreement, name="council-agreement"),
    path("council/agreement.md", council.agreement_file, {"extension": "md"}, name="council-agreement-md"),
    path("council/agreement.txt", council.agreement_file, {"extension": "txt"}, name="council-agreement-txt"),
    path("invitation/accepted/", invitation.invitation_accepted, name="invitation-accepted"),
    path("invitation/<str:invitation>/", invitation.invitation, name="invitation"),
    path("language/", preferences.set_language, name="language"),
    path("theme/", preferences.set_theme, name="theme"),
]
