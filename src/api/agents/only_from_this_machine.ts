import type { RequestHandler } from 'express';

/**
 * Where there are no keys, any page that a browser of this machine shows could call, by a name that leads to this machine: such a call is answered
 * with 403, as MCP has it.
 */
export const onlyFromThisMachine: RequestHandler = async (request, response, next) => {
  const { localhostHostValidation, localhostOriginValidation } = await import('@modelcontextprotocol/node');
  if (localhostHostValidation()(request, response) && localhostOriginValidation()(request, response)) next();
};
