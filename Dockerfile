# The studio in a container. See docs/deployment.md.
#   docker build -t pianoroll .
#   docker run -p 7860:7860 -v pianoroll-cache:/cache pianoroll

FROM node:22-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.12-slim AS wheel
WORKDIR /src
RUN pip install --no-cache-dir "uv>=0.5"
COPY requirements/run.lock requirements/run.lock
RUN uv venv /opt/venv && VIRTUAL_ENV=/opt/venv uv pip install --no-cache --only-binary :all: --require-hashes -r requirements/run.lock
COPY backend backend
COPY README.md LICENSE pyproject.toml hatch_build.py ./
COPY --from=frontend /src/backend/gradio_pianoroll/templates backend/gradio_pianoroll/templates
RUN VIRTUAL_ENV=/opt/venv uv pip install --no-cache --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 pianoroll && install -d -o pianoroll -g pianoroll /cache /srv/pianoroll
COPY --from=wheel /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    PORT=7860 \
    GRADIO_ANALYTICS_ENABLED=False \
    GRADIO_TEMP_DIR=/srv/pianoroll/gradio \
    NUMBA_CACHE_DIR=/cache/numba \
    GRADIO_PIANOROLL_CACHE_DIR=/cache/pianoroll
USER 10001:10001
WORKDIR /srv/pianoroll
VOLUME ["/cache"]
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD \
    ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/gradio_api/startup-events', timeout=8)"]
# Ends in seconds at SIGTERM, without a shell in between.
CMD ["gradio-pianoroll", "studio", "--host", "0.0.0.0"]
