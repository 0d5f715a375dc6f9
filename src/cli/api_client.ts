/** The running api, as the commands ask it. */
import { StartupError } from '../config/startup_error.ts';
import { reachableHost } from '../runtime/api_address.ts';
import { UsageError } from './command.ts';

/** The options of every command that asks the api. */
export const API_OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What they mean. */
export const API_HELP = `  --url URL    where the api is (by HOST and PORT, http://127.0.0.1:3000 unless set)
  --key KEY    one of its API_KEYS (the first of the setting, unless given, where other users of this machine do not see it)
  --json       the answer as JSON`;

/** Longer than the api itself makes anybody wait. */
const PATIENCE_MS = 90_000;

/** An answer. */
export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the api. @throws {StartupError} when it cannot be reached */
export type AskApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiReply>;

/** Finds the api. @throws {UsageError} for a URL that is none */
export const apiOf = (
  options: { readonly url?: string | undefined; readonly key?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): AskApi => {
  const url = options.url ?? `http://${reachableHost(env.HOST || '127.0.0.1')}:${env.PORT || '3000'}`;
  if (!URL.canParse(url)) throw new UsageError(`--url ${url} is no URL`);
  const key = options.key ?? env.API_KEYS?.split(',')[0]?.trim();
  return async (method, path, body, headers) => {
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers: {
          accept: 'application/json',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') {
        throw new StartupError(`${new URL(url).origin} took longer than ${PATIENCE_MS / 1000} s.`);
      }
      throw new StartupError(`Nothing answers at ${new URL(url).origin}. Start it with npm start, or say --url.`);
    }
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) };
    } catch {
      throw new StartupError(`What answers at ${new URL(url).origin} is not Slotproof (${response.status}).`);
    }
  };
};
