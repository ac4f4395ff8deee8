# syntax=docker/dockerfile:1.7
# The version is the one that package.json pins for development; test/deploy keeps both alike.

# What runs needs no compiler: the packages are plain JavaScript, so they are fetched once, on the builder's own architecture.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# What starts: the program with its packages in a few files.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS bundle
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tools/build.js tools/bundle.js ./tools/
COPY src ./src
COPY web ./web
RUN node tools/build.js

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    KKOTGIL_DATA_DIR=/data
WORKDIR /app
# The only folder that is written to, beside /tmp: the root file system may be read-only.
RUN install --directory --owner=node --group=node /data
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=bundle /app/dist ./dist
COPY deploy/docker/health-check.js ./health-check.js
COPY src ./src
COPY web ./web
COPY docs/operations.md docs/backup.md ./docs/
# As `npm start` has it: new objects get little room. By the memory of the machine it would be 128 MB.
ENV NODE_OPTIONS=--max-semi-space-size=16
# The user "node" of the image, by number, so that a platform can see that it is not root.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=2s --retries=3 \
  CMD ["node", "health-check.js"]
# Node is process 1 itself and takes the signals. Another program of the image: docker run … kkotgil src/cli/simulators.ts
ENTRYPOINT ["node"]
CMD ["dist/main.js"]
