/**
 * The tools ask the api as anybody does: over HTTP, at the address at which the call itself came in, with the caller's key. So a tool cannot do
 * what its caller could not, is counted as its caller, and has no second way to every answer that would have to be kept true. A round trip inside the
 * machine takes half a millisecond.
 */
import type { Request } from 'express';
import { reachableHost } from '../../runtime/api_address.ts';
import type { AskApi } from '../../tools/tool.ts';

/** Voice platforms hang up after 20 s, and a tool makes two requests at most, of which one waits. */
const PATIENCE_SECONDS = 8;
const GIVEN_UP_AFTER_MS = 12_000;

/** Where a request came in, and with which key. */
export interface CameIn {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** Where a request came in. */
export const cameIn = (request: Request): CameIn => {
  const { localAddress = '127.0.0.1', localPort = 0 } = request.socket;
  return {
    url: `http://${reachableHost(localAddress.replace(/^::ffff:/, ''))}:${localPort}`,
    authorization: request.headers.authorization,
  };
};

/** Asks the api there. */
export const ownApi =
  ({ url, authorization }: CameIn): AskApi =>
  async (method, path, body, headers) => {
    const patience = AbortSignal.timeout(GIVEN_UP_AFTER_MS);
    const asking = fetch(new URL(path, url), {
      method,
      headers: {
        accept: 'application/json',
        prefer: `wait=${PATIENCE_SECONDS}`,
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: patience,
    });
    try {
      const response = await asking;
      return { status: response.status, body: await response.json() };
    } catch (error) {
      // Something is said of it in the caller's language, as of any other outage.
      if (patience.aborted) return { status: 504, body: undefined };
      throw error;
    }
  };
