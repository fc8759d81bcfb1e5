from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laborexport.settings")
application = get_wsgi_application()
# Every view is read before the first visitor comes, not while they wait (about a second).
get_resolver().url_patterns  # noqa: B018
