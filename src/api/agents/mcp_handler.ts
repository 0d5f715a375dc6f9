/** The MCP server behind `POST /mcp`, loaded by the first request there: nothing else waits for the SDK. */
import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { mcpServer } from '../../tools/mcp_server.ts';
import type { AgentsContext } from './context.ts';
import { ownApi } from './own_api.ts';

/** The greatest body that is read, in bytes. */
const BODY_LIMIT = 1024 * 1024;

const cameInSchema = z.object({ url: z.string(), authorization: z.string().optional() });

/** What answers a request whose `auth.extra` says where it came in. */
export const mcpHandler = ({ config, clock, logger }: AgentsContext): NodeMcpRequestHandler => {
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const { url, authorization } = cameInSchema.parse(authInfo?.extra);
      const ask = ownApi({ url, authorization });
      const { defaultTimeZone: usualZone } = config;
      return mcpServer(() => ({ ask, now: clock(), usualZone, callKey: undefined, conversation: undefined }));
    },
    { maxRequestBodySize: BODY_LIMIT, onerror: (error) => logger.warn({ err: error }, 'an MCP request failed') },
  );
  return toNodeHandler(handler, { maxRequestBodySize: BODY_LIMIT });
};
