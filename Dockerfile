# One image for web, worker, beat, ticker and the one-off preparation of the database.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements/production.lock .
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r production.lock

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BATON_STATIC_ROOT=/srv/static BATON_DATA=/data
RUN groupadd --system --gid 10001 baton && useradd --system --uid 10001 --gid baton --home-dir /data baton \
    && mkdir -p /data /srv/static && chown baton:baton /data /srv/static
COPY --from=build /venv /venv
WORKDIR /baton
COPY --chown=root:root . .
USER baton
# A secret for this step alone: collecting files signs nothing, and the image keeps none.
RUN BATON_SECRET_KEY=building-only-never-used-at-run-time python manage.py collectstatic --noinput
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "handoff.wsgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "16", "--backpressure", "64", "--respawn-failed-workers"]
