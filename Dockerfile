# The image of a service, by its name below services/. Needs BuildKit, for its cache mounts:
#   docker build --build-arg SERVICE=order --tag ordersaga-order .

FROM node:24-bookworm-slim AS node
WORKDIR /app

FROM node AS turbo
ENV TURBO_TELEMETRY_DISABLED=1
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm \
    npm install --global --no-audit "turbo@$(node -p 'require("./package.json").devDependencies.turbo')"

# What the services are made of, manifests (json/) apart from sources (full/): a change of code installs nothing.
FROM turbo AS sources
COPY . .
# Workspaces that only tests use would come with all that they stand on.
RUN npm pkg delete devDependencies --workspaces \
 && turbo prune $(ls services | sed 's|^|@ordersaga/|') --docker --out-dir /pruned

# All services compiled, once for all their images, and without what only compiling needs.
FROM turbo AS compiled
COPY --from=sources /pruned/json/ ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit
COPY --from=sources /pruned/full/ /app/tsconfig.base.json ./
RUN --mount=type=cache,target=/app/.turbo/cache \
    turbo run build --output-logs=errors-only \
 && rm -rf libs/*/src services/*/src libs/*/.turbo services/*/.turbo \
 && find libs services \( -name '*.d.ts' -o -name '*.map' -o -name tsconfig.json \) -delete

# The service that is asked for, and the libraries it stands on.
FROM compiled AS pruned
ARG SERVICE
RUN turbo prune "@ordersaga/${SERVICE}" --docker --use-gitignore=false --out-dir /pruned-service

# What they need of others to run.
FROM node AS dependencies
COPY --from=pruned /pruned-service/json/ ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit \
 && find . \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete \
 && rm package-lock.json .npmrc

FROM node:24-bookworm-slim
ARG SERVICE
LABEL org.opencontainers.image.title="ordersaga ${SERVICE}" \
      org.opencontainers.image.description="The service ${SERVICE} of Ordersaga, an order system as a choreography saga over Kafka" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
COPY --from=dependencies /app /app
COPY --from=pruned /pruned-service/full/libs /app/libs
COPY --from=pruned /pruned-service/full/services /app/services
WORKDIR /app/services/${SERVICE}
# Every service listens on one port, so that whoever runs the images need not tell them apart.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
EXPOSE 3000
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
  CMD ["node", "-e", "require('node:http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/readyz' }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
CMD ["node", "dist/main.js"]
