# Builds the service and keeps only what it needs to run. The database is not in the image: give DATABASE_URL.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The embedded Postgres and the pinned Node are optional packages: the image has its own Node and an outside database.
RUN npm ci --omit=optional --no-audit --no-fund
COPY tsconfig.json nest-cli.json ./
COPY apps ./apps
COPY libs ./libs
COPY tools ./tools
COPY examples ./examples
RUN npx nest build api

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-slim
# Two heaps of glibc instead of one for each thread: memory that large bodies took is given back.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The space for new objects stays at 16 MiB, where Node takes 64 on large machines: 50 MiB less, at the same speed.
CMD ["node", "--max-semi-space-size=16", "dist/apps/api/main.js"]
