"""The web application for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoff.settings")

application = get_wsgi_application()

from accounts.safety import refuse_unsafe  # noqa: E402 - settings must stand before the check can be made

refuse_unsafe()
