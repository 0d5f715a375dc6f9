/** A call of Cal.com's that is somebody else's: sent as it came, and answered as Cal.com answers it, byte for byte. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type PlainResponse, RequestError, TimeoutError } from 'got';
import { type Allowance, readAllowance } from './allowance.ts';
import { boundedBody, MOST_BYTES } from './bounded_body.ts';
import { CalcomUnavailable } from './errors.ts';

/** A header: its name and its value. */
export type Header = readonly [name: string, value: string];

/** What is sent. */
export interface PassedRequest {
  readonly method: string;
  /** Begins with `/v2` and holds the query. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** What came back. */
export interface PassedAnswer {
  readonly status: number;
  /** In their order, under their names as they were spelled, doubles too. */
  readonly headers: readonly Header[];
  /** As it came, compressed or not. */
  readonly body: Buffer;
  /** What the rate headers said, if there were any. */
  readonly allowance: Allowance | undefined;
}

/** There is no answer. */
export class PassedCallFailed extends CalcomUnavailable {
  /** Whether Cal.com may have got the request all the same, and done what it asks for. */
  readonly mayBeDone: boolean;

  constructor(reason: CalcomUnavailable['reason'], message: string, mayBeDone: boolean, allowance?: Allowance) {
    super(reason, message, allowance);
    this.name = 'PassedCallFailed';
    this.mayBeDone = mayBeDone;
  }
}

/**
 * Makes one call, without retries. Whatever Cal.com answers is an answer, whatever its status.
 * @param timeoutMs from its beginning to the last byte
 * @throws {PassedCallFailed} when there is none
 */
export type PassCall = (request: PassedRequest, timeoutMs: number) => Promise<PassedAnswer>;

/** Shorter than proxies keep an idle connection. */
const IDLE_SOCKET_MS = 20_000;

/** What a call fails with that has not got as far as Cal.com. */
const NEVER_THERE: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const BEFORE_IT: readonly string[] = ['lookup', 'connect', 'secureConnect', 'socket'];

/** Makes such calls possible. @param apiUrl without `/v2` */
export const createPassCall = (apiUrl: string): PassCall => {
  const kept = { keepAlive: true, timeout: IDLE_SOCKET_MS };
  const reading = { http: new HttpAgent(kept), https: new HttpsAgent(kept) };
  // Of what changes something nobody could tell whether it was done if a connection that is kept were closed just as it is used again.
  const writing = { http: new HttpAgent(), https: new HttpsAgent() };
  const request = got.extend({
    followRedirect: false,
    throwHttpErrors: false,
    decompress: false,
    retry: { limit: 0 },
  });

  return async ({ method, path, headers, body }, timeoutMs) => {
    const isReading = method === 'GET' || method === 'HEAD';
    const stream = request.stream(`${apiUrl}${path}`, {
      method: method as 'GET',
      headers: { 'user-agent': undefined, ...Object.fromEntries(headers) },
      agent: isReading ? reading : writing,
      timeout: { connect: timeoutMs, request: timeoutMs },
      ...(body.length > 0 && !isReading ? { body } : {}),
    });
    // got waits for somebody to write a body.
    if (body.length === 0 && !isReading) stream.end();
    let response: PlainResponse | undefined;
    stream.once('response', (arrived: PlainResponse) => {
      response = arrived;
    });
    let answered: Buffer;
    try {
      answered = await boundedBody(stream, () => {
        const allowance = response && readAllowance(response.headers);
        return new PassedCallFailed('bad_response', `is longer than ${MOST_BYTES} bytes`, true, allowance);
      });
    } catch (error) {
      throw asFailed(error, response);
    }
    if (response === undefined) throw new PassedCallFailed('network', 'the connection ended', true);
    return {
      status: response.statusCode,
      headers: pairsOf(response.rawHeaders),
      body: answered,
      allowance: readAllowance(response.headers),
    };
  };
};

const pairsOf = (raw: readonly string[]): readonly Header[] =>
  raw.flatMap((name, at): readonly Header[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));

const asFailed = (error: unknown, response: PlainResponse | undefined): unknown => {
  if (!(error instanceof RequestError)) return error;
  const allowance = response && readAllowance(response.headers);
  if (error instanceof TimeoutError) {
    return new PassedCallFailed('timeout', 'did not come in time', !BEFORE_IT.includes(error.event), allowance);
  }
  return response === undefined
    ? new PassedCallFailed('network', error.code, !NEVER_THERE.includes(error.code))
    : new PassedCallFailed('bad_response', `broke off (${error.code})`, true, allowance);
};
