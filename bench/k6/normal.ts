/**
 * *Normal*: 100 concurrent users of a warm cache. No call to Cal.com that a user waits for, at least 99 % hits, answers within
 * milliseconds.
 *
 * k6 run -e BASE_URL=https://… -e API_KEY=… -e EVENT_TYPE_IDS=… bench/k6/normal.ts
 */
import type { Options } from 'k6/options';
import { questionsOf } from './question.ts';
import { callsHold, countCallerCalls } from './service_metrics.ts';
import { readSettings } from './settings.ts';
import { SETUP_TIMEOUT, thinkAndAsk, usersAtOnce, warmHolds, warmSetup, warmTeardown } from './warm_run.ts';

const settings = readSettings(__ENV, { users: 100, duration: '1m' });
const questionOf = questionsOf(settings, settings.eventTypeIds);

export const options: Options = {
  scenarios: {
    normal: usersAtOnce(settings),
  },
  setupTimeout: SETUP_TIMEOUT,
  thresholds: {
    ...warmHolds(settings),
    ...callsHold(0),
  },
};

/** Warms the cache before it looks at the figures. */
export const setup = warmSetup(settings);

/** What a user does, again and again. */
export const ask = thinkAndAsk(settings, questionOf);

/** Looks at the figures again. */
export const teardown = warmTeardown(settings, countCallerCalls);
