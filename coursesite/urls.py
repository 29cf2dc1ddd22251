"""Addresses. Upper floors are named by strings: this floor imports none of them."""

from django.contrib import admin
from django.urls import include, path

from coursesite.views import errors, offline, site, styleguide

urlpatterns = [
    path("", site.home, name="home"),
    path("pages/<slug:slug>/", site.page, name="page"),
    path("", include("coursesite.help.urls")),
    path("", include("coursesite.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
    path("admin/", admin.site.urls),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("offline/", offline.offline, name="offline"),
    path("service-worker.js", offline.service_worker, name="service-worker"),  # at the root: all pages are its own
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler429 = errors.too_many_requests  # allauth asks for it by this name
handler500 = errors.server_error
