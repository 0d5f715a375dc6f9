/** What `npm start` says and does about a real account: what was found, how far it is warm, and a question about one of its event types. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventTypesDocument, eventTypesDocumentSchema } from '../contract/event_types_document.ts';
import { type WarmingDocument, warmingDocumentSchema } from '../contract/warming.ts';

/** How long the account may take to be read, in ms. What is not known by then is said to be on its way. */
const READ_LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 500;

/** On a terminal a line is written over; elsewhere there is one now and then. */
const LINE_EVERY_MS = 10_000;

/** Where the api is, and how it is spoken to. */
export interface FirstRun {
  readonly apiUrl: string;
  /** One of the api's keys, where it wants one. */
  readonly apiKey: string | undefined;
  readonly say: (line: string) => void;
  /** Writes over the line that stands last, or undefined where that cannot be done. */
  readonly sayOver: ((line: string) => void) | undefined;
  /** Aborted when everything stops. */
  readonly signal: AbortSignal;
}

/** Waits until the account was read, and says what it has. @returns undefined where it is not known in time */
export const sayWhatWasFound = async ({
  apiUrl,
  apiKey,
  say,
  signal,
}: FirstRun): Promise<EventTypesDocument | undefined> => {
  const deadline = performance.now() + READ_LIMIT_MS;
  while (performance.now() < deadline && !signal.aborted) {
    const list = eventTypesDocumentSchema.safeParse(await ask(apiUrl, apiKey, 'GET', '/v1/event-types', signal)).data;
    if (list !== undefined && list.readAt !== null) {
      const hosts = new Set(list.eventTypes.flatMap((one) => one.hosts.map(({ username, name }) => username ?? name)));
      say(`  Account      ${list.eventTypes.length} event types, ${hosts.size} hosts`);
      for (const missing of list.missing) say(`               missing: ${missing}`);
      return list;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  if (!signal.aborted) say('  Account      not read yet: slotproof doctor says why');
  return undefined;
};

/** Warms what the account has, within the hour's budget, and says how far it is. */
export const warmWithProgress = async ({ apiUrl, apiKey, say, sayOver, signal }: FirstRun): Promise<void> => {
  let round = warmingDocumentSchema.safeParse(await ask(apiUrl, apiKey, 'POST', '/v1/warming', signal)).data;
  let saidAt = Number.NEGATIVE_INFINITY;
  while (round !== undefined && (round.status === 'queued' || round.status === 'active') && !signal.aborted) {
    if (sayOver !== undefined) sayOver(progressOf(round));
    else if (round.planned > 0 && performance.now() - saidAt >= LINE_EVERY_MS) {
      say(progressOf(round));
      saidAt = performance.now();
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    round = warmingDocumentSchema.safeParse(await ask(apiUrl, apiKey, 'GET', `/v1/warming/${round.id}`, signal)).data;
  }
  if (round === undefined || signal.aborted) return;
  const last = `${progressOf(round)}${round.stoppedBy === undefined ? '' : `: ${WHY[round.stoppedBy] ?? round.stoppedBy}`}`;
  sayOver?.(last);
  say(sayOver === undefined ? last : '');
};

const WHY: Readonly<Record<string, string>> = {
  'budget-spent': 'the rest when the hour has calls left (WARM_CALLS_PER_HOUR)',
  'circuit-open': 'Cal.com does not answer now',
};

const progressOf = ({ planned, done, failed }: WarmingDocument): string =>
  `  Warm         ${done} of ${planned}${failed > 0 ? `, ${failed} failed` : ''}`;

/** What the api answers, or undefined while it does not. */
const ask = async (
  apiUrl: string,
  apiKey: string | undefined,
  method: 'GET' | 'POST',
  path: string,
  signal: AbortSignal,
): Promise<unknown> => {
  try {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    return await response.json();
  } catch {
    return undefined;
  }
};
