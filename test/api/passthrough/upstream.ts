/** Something in the place of Cal.com that keeps what it is sent, byte for byte, and answers what a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenHere } from '../../support/listen_here.ts';

/** A request as it came. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Upstream {
  readonly url: string;
  readonly arrived: readonly Arrived[];
}

/** Starts it. @param answer writes the answer, or leaves the caller without one */
export const startUpstream = async (
  answer: (request: Arrived, response: ServerResponse) => void | Promise<void>,
): Promise<Upstream> => {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks) };
      arrived.push(one);
      void answer(one, response);
    });
  });
  return { url: `http://127.0.0.1:${await listenHere(server)}`, arrived };
};
