from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from laborexport.warm import read_house

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laborexport.settings")
application = get_wsgi_application()
read_house()
