/** One call of Cal.com's API v2: connections, headers, limits of time and size, and what a failed answer means. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type PlainResponse, RequestError, TimeoutError } from 'got';
import { type Allowance, readAllowance } from './allowance.ts';
import { boundedBody, MOST_BYTES } from './bounded_body.ts';
import { CalcomRefused, CalcomThrottled, CalcomUnavailable } from './errors.ts';
import { isCrash, readRefusal } from './refusal.ts';

/** Where Cal.com is and how to speak to it. */
export interface CalcomConnection {
  /** Without `/v2`, such as `https://api.cal.com`. */
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
  /** The `cal-api-version`. */
  readonly apiVersion: string;
  /** The longest that one call may take, from its beginning to the last byte. */
  readonly timeoutMs: number;
}

/** What a call sends, where it is no GET. */
export interface CalcomContent {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly json?: unknown;
}

/** A 200 or 201 with JSON, which is not parsed yet. */
export interface CalcomAnswer {
  readonly text: string;
  /** What the rate headers said, if there were any. */
  readonly allowance: Allowance | undefined;
}

/**
 * Makes one call, without retries; `path` begins with `/v2` and holds the query. Aborting the signal destroys the call's socket.
 * @throws {CalcomRefused} for a 4xx other than 429
 * @throws {CalcomThrottled} for a 429
 * @throws {CalcomUnavailable} when there is no answer, or none that can be used
 * @throws {DOMException} named `AbortError` when the signal was aborted, for whatever reason
 */
export type CalcomRequest = (path: string, signal: AbortSignal, content?: CalcomContent) => Promise<CalcomAnswer>;

/** Shorter than proxies keep an idle connection, so that a call does not begin on one that is just being closed. */
const IDLE_SOCKET_MS = 20_000;
/** How long Cal.com blocks a credential, where a 429 does not say. */
const USUAL_BLOCK_MS = 60_000;

/** Makes calls possible over connections of their own, which are kept alive. */
export function createCalcomRequest({ apiUrl, apiKey, apiVersion, timeoutMs }: CalcomConnection): CalcomRequest {
  const agentOptions = { keepAlive: true, timeout: IDLE_SOCKET_MS };
  const agent = { http: new HttpAgent(agentOptions), https: new HttpsAgent(agentOptions) };
  // No phase before the answer may use up all of the time: a connection that is so slow to come about is as good as none.
  const phaseMs = Math.ceil(timeoutMs / 2);
  const request = got.extend({
    agent,
    headers: {
      accept: 'application/json',
      'cal-api-version': apiVersion,
      'user-agent': 'slotproof',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    followRedirect: false,
    throwHttpErrors: false,
    // Retries belong to the queue, where they wait for their turn like every other call.
    retry: { limit: 0 },
    timeout: {
      lookup: phaseMs,
      connect: phaseMs,
      secureConnect: phaseMs,
      send: phaseMs,
      response: timeoutMs,
      request: timeoutMs,
    },
  });

  const answerTo = async (
    url: string,
    signal: AbortSignal,
    content: CalcomContent | undefined,
  ): Promise<{ response: PlainResponse; text: string }> => {
    // As a stream, because got's promise would collect a body of any size.
    const stream = request.stream(url, { signal, ...content });
    // got waits for somebody to write a body.
    if (content !== undefined && content.json === undefined) stream.end();
    let response: PlainResponse | undefined;
    stream.once('response', (arrived: PlainResponse) => {
      response = arrived;
    });
    let body: Buffer;
    try {
      body = await boundedBody(
        stream,
        () =>
          new CalcomUnavailable(
            'bad_response',
            `Cal.com's answer is longer than ${MOST_BYTES} bytes`,
            response && readAllowance(response.headers),
          ),
      );
    } catch (error) {
      throw signal.aborted ? aborted() : asUnavailable(error, response);
    }
    if (response === undefined) throw new CalcomUnavailable('network', 'the connection ended without an answer');
    return { response, text: body.toString('utf8') };
  };

  return async (path, signal, content) => {
    if (signal.aborted) throw aborted();
    const { response, text } = await answerTo(`${apiUrl}${path}`, signal, content);
    const allowance = readAllowance(response.headers);
    const status = response.statusCode;
    if (status === 429) {
      throw new CalcomThrottled(allowance === undefined ? USUAL_BLOCK_MS : allowance.resetSeconds * 1000, allowance);
    }
    if (status >= 500) {
      throw new CalcomUnavailable('server_error', `Cal.com answered ${status}`, allowance, isCrash(text));
    }
    if (status >= 400) {
      const { code, message } = readRefusal(status, text);
      throw new CalcomRefused(status, code, message, allowance);
    }
    if (status !== 200 && status !== 201)
      throw new CalcomUnavailable('bad_response', `Cal.com answered ${status}`, allowance);
    const type = response.headers['content-type'] ?? 'nothing';
    if (!/^application\/(.+\+)?json\b/i.test(type)) {
      throw new CalcomUnavailable('bad_response', `Cal.com answered with ${type} instead of JSON`, allowance);
    }
    return { text, allowance };
  };
}

const aborted = (): DOMException => new DOMException('The call to Cal.com was aborted', 'AbortError');

function asUnavailable(error: unknown, response: PlainResponse | undefined): unknown {
  if (!(error instanceof RequestError)) return error;
  const allowance = response && readAllowance(response.headers);
  if (error instanceof TimeoutError) {
    return new CalcomUnavailable('timeout', `Cal.com did not answer in time (${error.message})`, allowance);
  }
  return response === undefined
    ? new CalcomUnavailable('network', `Cal.com cannot be reached (${error.code}: ${error.message})`)
    : new CalcomUnavailable('bad_response', `Cal.com's answer broke off (${error.code})`, allowance);
}
