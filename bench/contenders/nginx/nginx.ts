/**
 * The contender `nginx`: `proxy_cache` in front of Cal.com. What a cache cannot do, the rules of a verification, is done by whoever asks, with
 * the very code that Slotproof decides with: so the two differ in how they cache and in nothing else.
 */
import { decide, type Question, reach } from '../../../src/verification/decide.ts';
import { POLICY_DEFAULTS, resolvePolicy } from '../../../src/verification/policy.ts';
import type { Slot } from '../../../src/verification/slot.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../../../src/verification/time.ts';
import type { Answer, Ask, CacheAges, Contender, ContenderSettings } from '../../contender.ts';
import { TOOL_PLACES, type ToolPlaces } from '../../tool_places.ts';
import { createExchanger, ExchangeFailed } from '../exchange.ts';
import { BadListing, instantOf, type Listing, readListing } from '../listing.ts';
import { GENERATION_HEADER } from './configuration.ts';
import { findNginx } from './find_nginx.ts';
import { monthsThrough, slotsPath } from './month_url.ts';
import { startNginxProcess } from './nginx_process.ts';

export { findNginx } from './find_nginx.ts';

/** The longest that a user waits, in ms. */
const PATIENCE_MS = 10_000;

/** As Slotproof ships: `CACHE_FRESH_SECONDS`, and `CACHE_STALE_IF_ERROR_SECONDS`. What is staler than fresh, nginx uses at any age. */
const USUAL_AGES: Pick<CacheAges, 'fresh' | 'staleIfError'> = { fresh: 900, staleIfError: 86_400 };

/** What nginx says of an answer that it had. Who waited for another's call is told `HIT` as well, and counted as one, in nginx' favour. */
const HITS: ReadonlySet<string | undefined> = new Set(['HIT', 'STALE', 'UPDATING']);

/** What may be done to it besides asking. */
export interface Nginx extends Contender {
  /** Throws away all that is cached. */
  flush(): Promise<void>;
}

/**
 * Starts it.
 * @param clock what day it is for those who ask; nginx has the time from its environment
 * @param places where nginx is looked for
 * @param zones whose list those who ask want: one for all, in UTC, or that of their own zone, as Cal.com's booking page does
 * @throws Error when there is no nginx there, or when it does not start
 */
export const startNginx = async (
  { calcomUrl, apiKey, env = {}, ages }: ContenderSettings,
  clock: () => EpochMs = () => epochMs(Date.now()),
  places: ToolPlaces = TOOL_PLACES,
  zones: 'shared' | 'own' = 'shared',
): Promise<Nginx> => {
  const binary = findNginx(places);
  if (binary === undefined) throw new Error('There is no nginx 1.19.5 or newer here: run `npm run bench:setup`.');
  const { fresh, staleIfError } = ages ?? USUAL_AGES;
  const nginx = await startNginxProcess(binary, {
    calcomUrl,
    env,
    freshSeconds: wholeSeconds(fresh),
    keptSeconds: wholeSeconds(staleIfError),
  });
  const exchanger = createExchanger(PATIENCE_MS);
  let generation = 1;

  const ask = async ({ eventTypeId, start, timeZone, windowHours }: Ask): Promise<Answer> => {
    const now = clock();
    const question: Question = {
      requested: start,
      timeZone,
      policy: resolvePolicy({ windowHours }, POLICY_DEFAULTS),
    };
    // The last day that is asked for ends in another zone within the last UTC day, of which the list then shows a part.
    const cutDays = zones === 'own' ? 1 : 0;
    const range = monthsThrough(now, utcDay(reach(question).until + cutDays));
    const { status, body, header } = await exchanger.send({
      method: 'GET',
      url: nginx.url + slotsPath(eventTypeId, range, zones === 'own' ? timeZone : 'UTC'),
      headers: {
        authorization: `Bearer ${apiKey}`,
        'cal-api-version': '2024-09-04',
        [GENERATION_HEADER]: String(generation),
      },
      // nginx answers nothing else on a connection before the call is done that its old answer set off. The next user has another connection, so
      // here the next question must have one too.
      closesAfter: (header) => header('x-cache-status') === 'STALE',
    });
    if (status !== 200) return { kind: 'failed', reason: String(status) };
    const slots = slotsByDay(readListing(body));
    const last = range.until - cutDays;
    const decision = decide(question, now, [
      { preference: 0, slotsOn: (day) => (day <= last ? (slots.get(day) ?? []) : undefined) },
    ]);
    const hit = HITS.has(header('x-cache-status'));
    switch (decision.kind) {
      case 'available':
        return { kind: 'answered', outcome: 'available', offers: [decision.slot.start], hit };
      case 'alternatives':
        return {
          kind: 'answered',
          outcome: 'alternatives',
          offers: decision.alternatives.map(({ slot }) => slot.start),
          hit,
        };
      case 'unavailable':
        return { kind: 'answered', outcome: 'unavailable', offers: [], hit };
      default:
        return { kind: 'failed', reason: decision.kind };
    }
  };

  return {
    name: 'nginx',
    ask: (asked) => ask(asked).catch((error: unknown): Answer => ({ kind: 'failed', reason: reasonOf(error) })),
    // Files taken away from under nginx would still be counted by it; with another key, and all of them have another, there is nothing to find.
    flush: async () => {
      generation += 1;
    },
    processes: nginx.processes,
    stop: async () => {
      exchanger.close();
      await nginx.stop();
    },
  };
};

/** The days of a list are those of the zone that it was asked for in. */
const slotsByDay = (listing: Listing): ReadonlyMap<UtcDay, readonly Slot[]> => {
  const slots = Object.values(listing)
    .flat()
    .map(({ start, end, seatsRemaining }) => ({
      start: instantOf(start),
      end: instantOf(end),
      ...(seatsRemaining === undefined ? {} : { seatsRemaining }),
    }));
  return Map.groupBy(slots, ({ start }) => utcDayOf(start));
};

/** nginx knows no shorter time for what it caches. */
const wholeSeconds = (seconds: number): number => Math.max(1, Math.round(seconds));

const reasonOf = (error: unknown): string => {
  if (error instanceof ExchangeFailed) return error.reason;
  return error instanceof BadListing || error instanceof TypeError ? 'bad answer' : String(error);
};
