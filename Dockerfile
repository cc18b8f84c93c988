# The service in a container: textcoder, the encoder and the language pipeline; no survey's models and no secrets.
#
#   docker build -t textcoder .
#   docker compose up                     see compose.yaml and docs/running.md
#
# The base may be pinned by digest with --build-arg PYTHON=3.12-slim-bookworm@sha256:…

ARG PYTHON=3.12-slim-bookworm

# --- build: what needs pip stays here -----------------------------------------------------------------
FROM python:${PYTHON} AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# Exactly what the lock says, by its hashes. It has what developers need too; of that nothing is installed. A layer of
# its own, so that a change of code fetches no library again.
COPY requirements.lock ./
RUN pip download --quiet --require-hashes --requirement requirements.lock --dest /wheels

RUN python -m venv /opt/textcoder \
 && /opt/textcoder/bin/pip install --no-index --find-links /wheels hatchling
COPY pyproject.toml README.md LICENSE ./
COPY textcoder ./textcoder
COPY service ./service
RUN /opt/textcoder/bin/pip install --no-index --find-links /wheels --no-build-isolation ".[postgresql]" \
 && /opt/textcoder/bin/pip uninstall --quiet --yes hatchling pip

# --- run: Python, the environment and the data that comes with textcoder ---------------------------------
FROM python:${PYTHON} AS run

RUN groupadd --system --gid 10001 textcoder \
 && useradd --system --uid 10001 --gid textcoder --home-dir /app --no-create-home --shell /usr/sbin/nologin textcoder \
 && mkdir -p /app/labels /app/models/trained /var/lib/textcoder/jobs \
 && chown -R textcoder:textcoder /app/models/trained /var/lib/textcoder

COPY --from=build /opt/textcoder /opt/textcoder
COPY models/encoder /app/models/encoder
COPY models/pipeline /app/models/pipeline
COPY models/tuned /app/models/tuned
COPY labels /app/labels

# All that is ever written: /app/models/trained, /var/lib/textcoder and /tmp. The rest may be read-only, and should be.
ENV PATH=/opt/textcoder/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TEXTCODER_HOME=/app \
    TEXTCODER_SERVICE_JOBS_FOLDER=/var/lib/textcoder/jobs
VOLUME ["/app/models/trained", "/var/lib/textcoder"]

WORKDIR /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM

# Alive, and not ready: a container that waits for its database is to be left alone, not started anew.
HEALTHCHECK --interval=15s --timeout=4s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=3)"]

ENTRYPOINT ["textcoder"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
