/** The tools as an MCP server, whatever it is reached by. */
import { McpServer } from '@modelcontextprotocol/server';
import { toolOutputSchema } from './tool_output.ts';
import type { ToolCaller } from './tool.ts';
import { callTool, TOOLS } from './tools.ts';

const INSTRUCTIONS =
  'Appointments at Cal.com. Learn ids from list_event_types once. Never offer a time that no tool answered with, and never work out dates yourself: hand on what the caller said as `when`. Say `say` word for word in the caller’s language.';

/** Makes a server. @param callerOf who calls, at the moment of the call */
export const mcpServer = (callerOf: () => ToolCaller): McpServer => {
  const server = new McpServer(
    { name: 'slotproof', title: 'Slotproof', version: '1.0.0' },
    { instructions: INSTRUCTIONS },
  );
  for (const { name, title, description, input, isReadOnly, isIdempotent } of TOOLS) {
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: input.loose(),
        outputSchema: toolOutputSchema,
        annotations: {
          readOnlyHint: isReadOnly,
          idempotentHint: isIdempotent,
          destructiveHint: name === 'cancel_booking',
          openWorldHint: false,
        },
      },
      async (args) => {
        const { say, output, isError } = await callTool(name, args, callerOf());
        const structuredContent = { say, ...output };
        return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent, isError };
      },
    );
  }
  return server;
};
