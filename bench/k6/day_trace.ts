/**
 * *Day trace*: a day of traffic in `DAY_MINUTES` minutes: event types by Zipf's law, the curve of a day, users of several zones who look
 * at several windows. It follows another day, so the cache is warm; at least 99 % hits, and fewer than 50 calls to Cal.com an hour.
 *
 * k6 run -e BASE_URL=https://… -e API_KEY=… -e EVENT_TYPE_IDS=… bench/k6/day_trace.ts
 */
import type { Options } from 'k6/options';
import { dayStages, TIME_UNIT } from './day_curve.ts';
import { questionsOf } from './question.ts';
import { countCallsLastHour, hourHolds } from './service_metrics.ts';
import { readSettings } from './settings.ts';
import { askNext } from './user.ts';
import { SETUP_TIMEOUT, warmHolds, warmSetup, warmTeardown } from './warm_run.ts';

// Users whom k6 has ready: answers take milliseconds, so that far fewer are ever waiting for one.
const settings = readSettings(__ENV, { users: 50, duration: '1m' });
const questionOf = questionsOf(settings, settings.eventTypeIds);
const stages = dayStages(settings);

export const options: Options = {
  scenarios: {
    day_trace: {
      executor: 'ramping-arrival-rate',
      exec: 'ask',
      // As the day before ended.
      startRate: stages.at(-1)?.target ?? 0,
      timeUnit: TIME_UNIT,
      stages,
      preAllocatedVUs: settings.users,
      maxVUs: settings.users * 4,
      gracefulStop: '40s',
    },
  },
  setupTimeout: SETUP_TIMEOUT,
  thresholds: {
    ...warmHolds(settings),
    ...hourHolds(settings),
    // A question that k6 had no user left to ask was not asked: then the day was not the one that was meant.
    dropped_iterations: ['count==0'],
  },
};

/** Warms the cache before it looks at the figures. */
export const setup = warmSetup(settings);

/** What each user who comes by does. */
export const ask = (): void => askNext(settings, questionOf);

/** Looks at the figures again. */
export const teardown = warmTeardown(settings, (_before, after) => countCallsLastHour(after));
