"""The site's addresses, and some of their own for what no address shows: failures."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from coursesite import urls as site
from coursesite.views import errors

handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500


def fault(request: HttpRequest, status: int) -> HttpResponse:
    match status:
        case 403:
            return errors.csrf_failure(request)
        case 429:
            return errors.too_many_requests(request)
        case 503:
            raise OperationalError("for the picture")
    raise RuntimeError("for the picture")


urlpatterns = [path("fault/<int:status>/", fault, name="fault"), *site.urlpatterns]
