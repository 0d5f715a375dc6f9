/** `slotproof mcp`: the tools over stdio, for programs that start their MCP servers themselves. */
import { randomUUID } from 'node:crypto';
import { epochMs } from '../verification/time.ts';
import { API_HELP, API_OPTIONS, apiOf } from './api_client.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';

/** The command. */
export const mcp: Command = {
  summary: 'serve the tools for agents over stdio (MCP)',
  help: `slotproof mcp [options]

  Speaks MCP on stdin and stdout, and asks the api; ends with stdin. DEFAULT_TIME_ZONE is the zone of callers who name none.

${API_HELP}`,
  run: async (args, { env }) => {
    const { values } = readArguments(args, API_OPTIONS);
    const ask = apiOf(values, env);
    const usualZone = env.DEFAULT_TIME_ZONE || undefined;
    const [{ serveStdio }, { mcpServer }] = await Promise.all([
      import('@modelcontextprotocol/server/stdio'),
      import('../tools/mcp_server.ts'),
    ]);
    // Whoever starts a process of its own talks to nobody else in it.
    const conversation = randomUUID();
    const { promise, resolve } = Promise.withResolvers<number>();
    process.stdin.once('end', () => resolve(0));
    serveStdio(() =>
      mcpServer(() => ({
        ask,
        now: epochMs(Date.now()),
        usualZone,
        callKey: undefined,
        conversation,
      })),
    );
    return await promise;
  },
};
