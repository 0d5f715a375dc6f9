# One image for every role: the api as it stands, the worker as `node src/workers/main.ts`.
FROM node:26.10.0-slim

WORKDIR /app
ENV NODE_ENV=production

# No install script runs: what they would provide (Node.js 26, a Redis) is here or beside this container.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY bin ./bin
COPY src ./src
# The api serves them.
COPY docs ./docs

USER node
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000

HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# node is the container's first process and handles SIGTERM itself.
CMD ["node", "src/api/main.ts"]
