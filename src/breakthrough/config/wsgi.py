"""Django as a WSGI application: run in threads by the dispatcher, or by any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakthrough.config.settings")
application = get_wsgi_application()
