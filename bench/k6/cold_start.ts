/**
 * *Cold start*: 100 callers (or `-e USERS=50`) ask for one event type at the same moment, each for another time, and nothing of it is
 * cached. All of them share one Cal.com call.
 *
 * A cache cannot be emptied from outside. So either name an event type that nobody has asked for in a day (`COLD_EVENT_TYPE_ID`), a new
 * one for each run; or name none, and the first of `EVENT_TYPE_IDS` is asked for with `Cache-Control: no-cache`. That is not quite the
 * same: what Cal.com gave within two seconds will do, so nobody must have asked for it just before, and whoever asks two seconds after the call
 * began shares a second one.
 *
 * k6 run -e BASE_URL=https://… -e API_KEY=… -e COLD_EVENT_TYPE_ID=… bench/k6/cold_start.ts
 */
import type { Options } from 'k6/options';
import { answersHold } from './answer_metrics.ts';
import { questionsOf } from './question.ts';
import { readServiceFigures, type ServiceFigures } from './service_figures.ts';
import { callsHold, countCallerCalls } from './service_metrics.ts';
import { readSettings } from './settings.ts';
import { askNext } from './user.ts';

/** One is what is promised. The second is that of `no-cache`, or of a day that begins in the midst of it. */
const MOST_CALLS = 2;

/** What was asked for of a question of which nothing is cached. */
const COLD_ANSWER_MS = 2_000;

const settings = readSettings(__ENV, { users: 100, duration: '1m' });
const { coldEventTypeId, eventTypeIds } = settings;
const questionOf = questionsOf(settings, coldEventTypeId === undefined ? eventTypeIds.slice(0, 1) : [coldEventTypeId]);
const headers: Readonly<Record<string, string>> = coldEventTypeId === undefined ? { 'Cache-Control': 'no-cache' } : {};

export const options: Options = {
  scenarios: {
    cold_start: {
      executor: 'per-vu-iterations',
      exec: 'askOnce',
      vus: settings.users,
      iterations: 1,
      // A deadline and the longest wait after a 202, and then some.
      maxDuration: '90s',
    },
  },
  thresholds: {
    ...answersHold(settings),
    // Without a single call it was not cold, and nothing is proved.
    ...callsHold(MOST_CALLS, 1),
    // What the answers themselves say: no one of them needed more.
    slotproof_calls_of_answer: [`max<=${MOST_CALLS}`],
    slotproof_answer_duration: [`p(95)<${COLD_ANSWER_MS + settings.networkMs}`],
  },
};

/** Looks at the figures before anyone asks. */
export const setup = (): ServiceFigures => readServiceFigures(settings);

/** What every caller does, all at the same moment. */
export const askOnce = (): void => askNext(settings, questionOf, { headers });

/** Looks at the figures again. */
export const teardown = (before: ServiceFigures): void => countCallerCalls(before, readServiceFigures(settings));
