# The image of the server. docs/install.md says how to run it.
# The images that it is built with and made from: the first needs npm, and a compiler where SQLite's driver has no prebuilt binary.
ARG BUILD_IMAGE=node:24-bookworm
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# Before the sources, so that a change of those doesn't install everything again.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && npm rebuild better-sqlite3 \
  # Only needed for compiling.
  && rm -r node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
  && find node_modules/better-sqlite3/build -type f ! -name better_sqlite3.node -delete \
  && mkdir bin \
  && ln -s ../dist/server/main.js bin/petitions

FROM ${BASE_IMAGE}
RUN groupadd --gid 10001 petitions \
  && useradd --uid 10001 --gid petitions --no-create-home --home-dir /data --shell /usr/sbin/nologin petitions \
  # A new volume gets the owner of the folder that it replaces.
  && install --directory --owner petitions --group petitions --mode 0700 /data /backups
WORKDIR /app
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
ENV PATH=/app/bin:$PATH PORT=3000 DATA_DIR=/data
USER petitions
# Everything is written there: the rest of the file system can be read-only, with a temporary one at /tmp.
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["petitions"]
CMD ["serve"]
