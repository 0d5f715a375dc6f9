/** A Cal.com that takes every call and answers none, until it is let go: then it answers all, those that it holds too. */
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenHere } from './listen_here.ts';

export interface HeldCalcom {
  readonly url: string;
  /** Calls that were taken. */
  readonly taken: () => number;
  /** @param url who answers from now on */
  letGo(url: string): void;
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !HOP_BY_HOP.has(name) ? [[name, value]] : [],
    ),
  );

export const startHeldCalcom = async (): Promise<HeldCalcom> => {
  const { promise: target, resolve: letGo } = Promise.withResolvers<string>();
  let taken = 0;
  const server = createServer(async (request, response) => {
    taken += 1;
    const body = await buffer(request);
    const { method = 'GET', url = '/' } = request;
    const answer = await fetch(new URL(url, await target), {
      method,
      headers: headersOf(request),
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response
      .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
      .end(bytes);
  });
  return { url: `http://127.0.0.1:${await listenHere(server)}`, taken: () => taken, letGo };
};
