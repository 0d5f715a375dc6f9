/** `POST /mcp`: the tools over Streamable HTTP, without sessions: every request stands for itself, at whichever process it arrives. */
import { Router } from 'express';
import type { AgentsContext } from './context.ts';
import { cameIn } from './own_api.ts';

/** Where the server is. */
export const MCP_PATH = '/mcp';

/** The route. */
export const mcpRoute = (context: AgentsContext): Router => {
  let loaded: Promise<ReturnType<typeof import('./mcp_handler.ts')['mcpHandler']>> | undefined;
  const router = Router();
  router.all('/', async (request, response) => {
    loaded ??= import('./mcp_handler.ts').then(({ mcpHandler }) => mcpHandler(context));
    const handle = await loaded;
    const auth = { token: '', clientId: '', scopes: [], extra: { ...cameIn(request) } };
    await handle(Object.assign(request, { auth }), response);
  });
  return router;
};
