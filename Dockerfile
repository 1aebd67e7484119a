# The tag is the toolchain of rust-toolchain.toml, which stays out of the image: it asks for components too.
FROM rust:1.95.0-slim-trixie AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release --bin optout \
    && cp target/release/optout /usr/local/bin/optout

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/optout /usr/local/bin/optout
# A number, so that an orchestrator can tell that it is not root.
USER 10001:10001
ENV OPTOUT_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["optout", "health"]
# The service drains on SIGTERM, which `docker stop` sends.
ENTRYPOINT ["optout"]
CMD ["serve"]
