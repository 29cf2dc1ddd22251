from django.urls import path

from coursesite.accounts.views import preferences

urlpatterns = [
    path("language/", preferences.set_language, name="language"),
    path("theme/", preferences.set_theme, name="theme"),
]
