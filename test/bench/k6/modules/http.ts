/** Stands in for `k6/http`: real requests, which block the user until they are answered, as k6's do. */
import { receiveMessageOnPort } from 'node:worker_threads';
import type { WireRequest, WireResponse } from '../protocol.ts';
import { keep, state, userData } from '../user_state.ts';

interface Params {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly timeout?: string;
}

const PARAMS: ReadonlySet<string> = new Set(['headers', 'tags', 'timeout']);

const DEFAULT_TIMEOUT_SECONDS = 60;

/** As Go writes the names of headers, and as a script sees them: `Cache-Status`. */
const canonical = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

const request = (method: string, url: string, body: string | undefined, params: Params = {}) => {
  if (state.stage === 'init') throw new Error('k6 makes no requests in the init context');
  for (const name of Object.keys(params)) {
    if (!PARAMS.has(name)) throw new Error(`the stand-in for k6/http does not know the parameter ${name}`);
  }
  const seconds = /^(\d+)s$/.exec(params.timeout ?? `${DEFAULT_TIMEOUT_SECONDS}s`)?.[1];
  if (seconds === undefined) throw new Error(`the stand-in for k6/http does not know the timeout ${params.timeout}`);
  const done = new Int32Array(new SharedArrayBuffer(4));
  const wire: WireRequest = {
    done,
    method,
    url,
    body,
    headers: params.headers ?? {},
    timeoutMs: Number(seconds) * 1_000,
  };
  userData.http.postMessage(wire);
  Atomics.wait(done, 0, 0);
  const received: { message: WireResponse } | undefined = receiveMessageOnPort(userData.http);
  if (received === undefined) throw new Error(`${method} ${url} was signalled as done without an answer`);
  const { status, headers, body: text, error, durationMs } = received.message;
  const tags = { name: url, method, status: String(status), ...params.tags };
  keep('http_reqs', 1, tags);
  keep('http_req_failed', status >= 200 && status < 400 ? 0 : 1, tags);
  keep('http_req_duration', durationMs, tags);
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [canonical(name), value])),
    // Without an answer k6 has no body.
    body: status === 0 ? null : text,
    error,
    timings: { duration: durationMs },
  };
};

/** `http.get`. */
export const get = (url: string, params?: Params) => request('GET', url, undefined, params);

/** `http.post`. */
export const post = (url: string, body: string, params?: Params) => request('POST', url, body, params);
