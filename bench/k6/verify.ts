/** Asks as a user does: a POST, and where the answer is not ready at the deadline, polls until it is. */
import { sleep } from 'k6';
import { get, post, type RefinedResponse } from 'k6/http';
import { readDocument } from './document.ts';
import type { Question } from './question.ts';
import type { Settings } from './settings.ts';

/** What came of a question. Times are milliseconds as k6 measures them: from the first byte sent to the last one received. */
export type Answer =
  | {
      readonly kind: 'answered';
      /** From the cache, without waiting for Cal.com. */
      readonly hit: boolean;
      /** Cal.com calls that were made for it; callers who shared a call are all told of it. */
      readonly calcomCalls: number;
      readonly durationMs: number;
    }
  /** It had no answer to give, and said so as it should: 503, 429, a verification that failed, or no connection at all. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A status or a body that no promise of the service allows. */
  | { readonly kind: 'wrong'; readonly reason: string }
  /** Accepted with a 202, and not answered within 30 s. */
  | { readonly kind: 'lost'; readonly reason: string };

/** How long after its 202 an answer may be, at the most. */
export const MOST_WAIT_MS = 30_000;

/** A poll returns as soon as there is an answer, so that this only bounds how long one connection is held. */
const POLL_SECONDS = 10;

/** So that a service which does not hold a poll is not asked without end. */
const BETWEEN_POLLS_SECONDS = 0.2;

const MS_PER_SECOND = 1_000;

/** What differs from the usual request. */
export interface AskOptions {
  /** More headers, such as `Cache-Control`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Puts a question and waits for its answer. */
export const verify = (
  { baseUrl, apiKey }: Settings,
  question: Question,
  { headers = {} }: AskOptions = {},
): Answer => {
  const began = Date.now();
  const response = post(`${baseUrl}/v1/verifications`, JSON.stringify(question), {
    headers: { 'Content-Type': 'application/json', ...authorization(apiKey), ...headers },
    // k6 groups by `name`, which else is the URL.
    tags: { name: 'POST /v1/verifications' },
    timeout: '60s',
  });
  if (response.status !== 202) return answerIn(response, response.timings.duration);
  const location = response.headers.Location;
  if (location === undefined || location === '') return { kind: 'wrong', reason: '202 without Location' };
  return poll(/^https?:/.test(location) ? location : baseUrl + location, apiKey, began);
};

/** The header that a key is sent in. */
export const authorization = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };

const poll = (url: string, apiKey: string | undefined, began: number): Answer => {
  const accepted = Date.now();
  for (;;) {
    const leftMs = accepted + MOST_WAIT_MS - Date.now();
    if (leftMs <= 0) return { kind: 'lost', reason: `no answer ${MOST_WAIT_MS / MS_PER_SECOND} s after a 202` };
    const seconds = Math.max(1, Math.min(POLL_SECONDS, Math.floor(leftMs / MS_PER_SECOND)));
    const response = get(url, {
      headers: { Prefer: `wait=${seconds}`, ...authorization(apiKey) },
      tags: { name: 'GET /v1/verifications/{id}' },
      timeout: '60s',
    });
    // It was accepted: a 404 or a 503 in between is no reason to give up on it, only the time is.
    if (response.status === 200 && readDocument(response.body).status !== 'running') {
      return answerIn(response, Date.now() - began);
    }
    sleep(BETWEEN_POLLS_SECONDS);
  }
};

const answerIn = (response: RefinedResponse<undefined>, durationMs: number): Answer => {
  const { status } = response;
  if (status === 0) return { kind: 'failed', reason: response.error };
  if (status === 503 || status === 429) return { kind: 'failed', reason: String(status) };
  if (status !== 200) return { kind: 'wrong', reason: `status ${status}` };
  const document = readDocument(response.body);
  if (document.status === 'failed') return { kind: 'failed', reason: 'the verification failed' };
  if (document.status === 'wrong') return { kind: 'wrong', reason: document.fault };
  if (document.status === 'running') return { kind: 'wrong', reason: '200 without an answer' };
  const calls = Number(response.headers['Slotproof-Calcom-Calls']);
  if (!Number.isInteger(calls)) return { kind: 'wrong', reason: 'no Slotproof-Calcom-Calls' };
  const hit = calls === 0 && /^Slotproof; hit\b/.test(response.headers['Cache-Status'] ?? '');
  return { kind: 'answered', hit, calcomCalls: calls, durationMs };
};
