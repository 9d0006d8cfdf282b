# One image for every process of a hub: `hub serve`, `hub work`, `hub migrate` are words of the same command.
# It carries no embedded engine, no replayed case and no key; its root may be mounted read-only.
FROM python:3.13-slim AS libraries
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt

FROM node:24-slim AS vault
WORKDIR /hub/vault
COPY hub/vault/package.json hub/vault/package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev
COPY hub/vault/build.mjs ./
COPY hub/vault/src src
COPY hub/vault/static static
RUN node build.mjs

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Accord" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --no-create-home accord && install --directory --owner accord --mode 0700 /var/lib/accord
COPY --from=libraries /venv /venv
COPY . /accord
RUN rm -r /accord/hub/vault/src /accord/hub/vault/static /accord/hub/vault/*.json /accord/hub/vault/build.mjs
COPY --from=vault /hub/static/dist /accord/hub/static/dist
COPY --from=vault /hub/vault/dist /accord/hub/vault/dist
ENV PATH=/venv/bin:$PATH PYTHONPATH=/accord PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /accord
USER accord
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8080/healthz', timeout=3)"]
ENTRYPOINT ["python", "-m", "hub.cli"]
CMD ["hub", "serve"]
