"""The WSGI application. gunicorn runs no system checks, so this module runs those that need no database."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coursesite.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from coursesite.checks import refuse_to_serve_with_errors  # noqa: E402

refuse_to_serve_with_errors()
