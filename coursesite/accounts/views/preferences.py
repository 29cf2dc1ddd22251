"""Language and theme: two cookies, changed by POST, back to the page one came from."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from coursesite.accounts.services.people import set_language as store_language
from coursesite.context import THEME_COOKIE_NAME, THEMES
from coursesite.http.cookies import keep_cookie
from coursesite.http.language import CODES
from coursesite.http.responses import safe_next


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    return in_language(request, HttpResponseRedirect(safe_next(request, "home")))


def in_language(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """From this response on, the site speaks the language that the form names, if it knows it."""
    language = request.POST.get("language", "")
    if language in CODES:
        if request.user.is_authenticated:
            store_language(user=request.user, language=language)
        keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Anything but a known theme means: as the system does."""
    response = HttpResponseRedirect(safe_next(request, "home"))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        keep_cookie(response, THEME_COOKIE_NAME, theme)
    else:
        response.delete_cookie(THEME_COOKIE_NAME)
    return response
