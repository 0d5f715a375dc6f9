/** What a key that has asked too often is answered over MCP: an error of the protocol's, under the id that its client waits for. */
import type { Request, Response } from 'express';
import { z } from 'zod';

/** JSON-RPC's range for errors of the server. */
const SERVER_ERROR = -32_000;

const requestSchema = z.object({ id: z.union([z.string(), z.number()]) });

/** Answers a request whose body is read. */
export const answerOverLimit = (request: Request, response: Response): void => {
  const id = requestSchema.safeParse(request.body).data?.id;
  if (id === undefined) {
    response.status(202).end();
    return;
  }
  const seconds = response.get('Retry-After') ?? '60';
  const message = `This key asks too often. Tell the caller that it takes a moment, and call again in ${seconds} s.`;
  response.json({ jsonrpc: '2.0', id, error: { code: SERVER_ERROR, message } });
};
