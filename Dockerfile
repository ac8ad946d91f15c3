# The server in a small image: build the wheel, then install it alone.
#   docker build -t qualigraph .
#   docker run --rm -p 8000:8000 qualigraph
# See docs/server.md.
FROM python:3.12-slim AS build
WORKDIR /source
RUN pip install --no-cache-dir build
COPY . .
RUN python -m build --wheel --outdir /wheels

FROM python:3.12-slim
COPY --from=build /wheels /wheels
COPY constraints.txt /wheels/
RUN wheel="$(ls /wheels/*.whl)" \
    && pip install --no-cache-dir --constraint /wheels/constraints.txt "${wheel}[server]" \
    && rm -r /wheels \
    && useradd --system --uid 10001 --no-create-home qualigraph
USER 10001
ENV QUALIGRAPH_HOST=0.0.0.0 QUALIGRAPH_PORT=8000 PYTHONUNBUFFERED=1
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["qualigraph"]
CMD ["serve"]
