/**
 * *Sustained*: 25 users for 10 minutes, or for hours (`-e DURATION=4h`). What is cached grows old and is refreshed behind the users' backs:
 * at least 99 % hits all the same, and fewer than 50 calls to Cal.com an hour.
 *
 * k6 run -e BASE_URL=https://… -e API_KEY=… -e EVENT_TYPE_IDS=… -e DURATION=4h bench/k6/sustained.ts
 */
import type { Options } from 'k6/options';
import { questionsOf } from './question.ts';
import { countCallsLastHour, hourHolds } from './service_metrics.ts';
import { readSettings } from './settings.ts';
import { SETUP_TIMEOUT, thinkAndAsk, usersAtOnce, warmHolds, warmSetup, warmTeardown } from './warm_run.ts';

const settings = readSettings(__ENV, { users: 25, duration: '10m' });
const questionOf = questionsOf(settings, settings.eventTypeIds);

export const options: Options = {
  scenarios: {
    sustained: usersAtOnce(settings),
  },
  setupTimeout: SETUP_TIMEOUT,
  thresholds: {
    ...warmHolds(settings),
    ...hourHolds(settings),
  },
};

/** Warms the cache before it looks at the figures. */
export const setup = warmSetup(settings);

/** What a user does, again and again. */
export const ask = thinkAndAsk(settings, questionOf);

/** Looks at the figures again. */
export const teardown = warmTeardown(settings, (_before, after) => countCallsLastHour(after));
