from django.urls import path

from coursesite.accounts.views import account, preferences

urlpatterns = [
    path("me/", account.account, name="account"),
    path("me/sessions/end/", account.sessions_end, name="account-sessions-end"),
    path("me/sessions/<slug:handle>/end/", account.session_end, name="account-session-end"),
    path("language/", preferences.set_language, name="language"),
    path("theme/", preferences.set_theme, name="theme"),
]
