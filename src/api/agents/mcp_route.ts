/** `POST /mcp`: the tools over Streamable HTTP, without sessions: every request stands for itself, at whichever process it arrives. */
import express, { Router } from 'express';
import { isOverLimit } from '../http/limit_headers.ts';
import type { AgentsContext } from './context.ts';
import { answerOverLimit } from './mcp_over_limit.ts';
import { cameIn } from './own_api.ts';

/** Where the server is. */
export const MCP_PATH = '/mcp';

/** The greatest body that is read, in bytes. */
const BODY_LIMIT = 1024 * 1024;

/** The route. */
export const mcpRoute = (context: AgentsContext): Router => {
  let loaded: Promise<ReturnType<typeof import('./mcp_handler.ts')['mcpHandler']>> | undefined;
  const router = Router();
  const json = express.json({ type: () => true, limit: BODY_LIMIT });
  router.use((request, response, next) => {
    if (!isOverLimit(response)) return next();
    json(request, response, (error) => (error === undefined ? answerOverLimit(request, response) : next(error)));
  });
  router.all('/', async (request, response) => {
    loaded ??= import('./mcp_handler.ts').then(({ mcpHandler }) => mcpHandler(context));
    const handle = await loaded;
    const auth = { token: '', clientId: '', scopes: [], extra: { ...cameIn(request) } };
    await handle(Object.assign(request, { auth }), response);
  });
  return router;
};
