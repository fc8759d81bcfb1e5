"""The site with the empty page of `tests.bench.urls` beside it, for a real server."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from laborexport.warm import read_house

settings.ROOT_URLCONF = "tests.bench.urls"
settings.STATIC_ROOT = str(settings.BASE_DIR / "static")
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
application = get_wsgi_application()
read_house()
