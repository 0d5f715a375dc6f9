/** A subscriber of webhooks over real HTTP, for one test. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenHere } from '../support/listen_here.ts';

export type Received = {
  headers: IncomingHttpHeaders;
  raw: string;
  body: { triggerEvent: string; createdAt: string; payload: Record<string, unknown> };
};

/** Hands out what it gets, one by one. `meanwhile` runs before each is answered. */
export async function subscriber(
  meanwhile: () => unknown = () => undefined,
): Promise<{ url: string; next(): Promise<Received>; arrived: readonly Received[] }> {
  const arrived: Received[] = [];
  const waiting: ((received: Received) => void)[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    await meanwhile();
    const received = { headers: request.headers, raw, body: parsed(raw) };
    const waiter = waiting.shift();
    if (waiter) waiter(received);
    else arrived.push(received);
    response.end();
  });
  const port = await listenHere(server);
  return {
    url: `http://127.0.0.1:${port}/hook`,
    next: async () => arrived.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    arrived,
  };
}

/** What comes may be no JSON; then only its raw text is looked at. */
function parsed(raw: string): Received['body'] {
  try {
    return JSON.parse(raw);
  } catch {
    return { triggerEvent: '', createdAt: '', payload: {} };
  }
}
