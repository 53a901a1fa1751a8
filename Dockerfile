# One process tree from one command, as an unprivileged user; what learners make lives in the volume.
#   docker compose up --build
# Where there is no NVIDIA card, several gigabytes are saved by giving PyTorch's own CPU index (README) as TORCH_INDEX.

FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin convolab
RUN mkdir -p /var/lib/convolab && chown convolab:convolab /var/lib/convolab

WORKDIR /app

# Every requirement comes as a wheel, on x86-64 and on ARM, so no compiler is installed. On ARM pysqlite3 is left out for
# want of one, and the SQLite of the base image is used: README, "SQLite".
ARG TORCH_INDEX=""
COPY requirements.txt ./
RUN if [ -z "$TORCH_INDEX" ]; then \
        pip install -r requirements.txt; \
    else \
        grep -E '^torch(vision)?==' requirements.txt > torch.txt \
        && pip install --index-url "$TORCH_INDEX" -r torch.txt \
        && grep -vE '^(nvidia-|cuda-|triton==|torch(vision)?==)' requirements.txt > others.txt \
        && pip install -r others.txt \
        && rm torch.txt others.txt; \
    fi

COPY .streamlit ./.streamlit
COPY assets ./assets
COPY content ./content
COPY locales ./locales
COPY scripts/is_healthy.py ./scripts/is_healthy.py
COPY cnn_core ./cnn_core
COPY ui ./ui
COPY pages ./pages
COPY app.py ./

# Inside its own network namespace the server listens on every address; who may ask is CONVOLAB_HOSTS.
ENV CONVOLAB_HOME=/var/lib/convolab \
    CONVOLAB_DATA=/var/lib/convolab/data \
    CONVOLAB_HOSTS=localhost,127.0.0.1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true

VOLUME /var/lib/convolab
EXPOSE 8501
USER convolab
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "scripts/is_healthy.py"]
CMD ["streamlit", "run", "app.py"]
