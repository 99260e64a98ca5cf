# An image with Moisson and nothing that it does not need. It installs from the offline bundle: make that first.
#
#   .venv/bin/python scripts/bundle.py --python 3.13
#   docker build --tag moisson .
#   docker run --rm --volume "$PWD:/data" --user "$(id -u):$(id -g)" moisson check downloads/

FROM python:3.13-slim-trixie AS installed
COPY build/bundle /bundle
RUN python -m venv /opt/moisson && PYTHON=/opt/moisson/bin/python /bundle/install

FROM python:3.13-slim-trixie
COPY --from=installed /opt/moisson /opt/moisson
ENV PATH=/opt/moisson/bin:$PATH
RUN useradd --uid 10001 --create-home moisson
USER 10001
WORKDIR /data
ENTRYPOINT ["moisson"]
