/** Where callbacks come in, and where Cal.com's webhooks go: like a balancer, they are handed to an api until one takes them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** The doors of a run. */
export interface Doors {
  readonly url: string;
  close(): void;
}

/**
 * Opens them.
 * @param called a callback came, at `/callback/<number>`
 * @param forward hands a webhook to one api; rejects, or says false, where it was not taken
 */
export const openDoors = async (
  called: (number: number, webhookId: string, body: string) => void,
  forward: (body: string, headers: Readonly<Record<string, string>>) => Promise<boolean>,
): Promise<Doors> => {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, number] = /^\/callback\/(\d+)$/.exec(request.url ?? '') ?? [];
    if (number === undefined) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          name.startsWith('x-cal-') || name === 'content-type' ? [[name, String(value)]] : [],
        ),
      );
      while (!(await forward(body, headers).catch(() => false))) await sleep(100);
    } else called(Number(number), String(request.headers['webhook-id']), body);
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The doors have no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
