FROM python:3.12-slim-bookworm

# What WeasyPrint draws with, and the metric twin of Times New Roman.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-croscore \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin laborexport

WORKDIR /srv/laborexport
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    LABOREXPORT_VAR=/srv/var STATIC_ROOT=/srv/static FILES_DIR=/srv/files

COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock

COPY . .
# Catalogues and static files belong to the image; keys made for this step stay in a folder that is thrown away.
RUN LABOREXPORT_VAR=/tmp/build python manage.py messages --compile \
    && LABOREXPORT_VAR=/tmp/build python manage.py collectstatic --no-input -v 0 \
    && rm -rf /tmp/build \
    && install -d -o laborexport -g laborexport /srv/files /srv/var /srv/clock

USER laborexport
EXPOSE 8000
VOLUME ["/srv/files"]
CMD ["gunicorn", "laborexport.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
