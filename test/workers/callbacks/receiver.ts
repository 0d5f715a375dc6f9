// A receiver of callbacks for tests, which answers as it is told to and keeps what came.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenHere } from '../../support/listen_here.ts';

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly deliveries: Delivery[];
  /** Waits until so many came. */
  untilCame(count: number): Promise<void>;
}

/** @param answer what is said to the nth delivery, counted from 1; saying nothing leaves it hanging */
export const startReceiver = async (
  answer: (response: ServerResponse, nth: number) => void = (response) => response.writeHead(204).end(),
): Promise<Receiver> => {
  const deliveries: Delivery[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    deliveries.push({ path: request.url ?? '', headers: request.headers, body });
    answer(response, deliveries.length);
    for (const look of waiting) look();
  });
  const port = await listenHere(server);
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    deliveries,
    untilCame: async (count) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => deliveries.length >= count && resolve();
      waiting.add(look);
      look();
      await promise;
      waiting.delete(look);
    },
  };
};
