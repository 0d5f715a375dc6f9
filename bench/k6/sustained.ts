/**
 * *Sustained*: 25 users for 10 minutes, or for hours (`-e DURATION=4h`). What is cached grows old and is refreshed behind the users' backs:
 * at least 99 % hits all the same, and fewer than 50 calls to Cal.com an hour.
 *
 * k6 run -e BASE_URL=https://… -e API_KEY=… -e EVENT_TYPE_IDS=… -e DURATION=4h bench/k6/sustained.ts
 */
import type { Options } from 'k6/options';
import { answersHold, cacheHolds } from './answer_metrics.ts';
import { questionsOf } from './question.ts';
import { readServiceFigures, type ServiceFigures } from './service_figures.ts';
import { countCallsLastHour, countServerTime, hourHolds, serverTimeHolds } from './service_metrics.ts';
import { readSettings } from './settings.ts';
import { askNext, think } from './user.ts';
import { warmUp } from './warm_up.ts';

const settings = readSettings(__ENV, { users: 25, duration: '10m' });
const questionOf = questionsOf(settings, settings.eventTypeIds);

export const options: Options = {
  scenarios: {
    sustained: {
      executor: 'constant-vus',
      exec: 'ask',
      vus: settings.users,
      duration: settings.duration,
      gracefulStop: '40s',
    },
  },
  setupTimeout: '10m',
  thresholds: {
    ...answersHold(settings),
    ...cacheHolds(settings),
    ...hourHolds(settings),
    ...serverTimeHolds(),
  },
};

/** Warms the cache before it looks at the figures. */
export const setup = (): ServiceFigures => {
  warmUp(settings);
  return readServiceFigures(settings);
};

/** What a user does, again and again. */
export const ask = (): void => {
  // Thinking comes first: otherwise all would ask at once when the run begins, and a burst is another scenario.
  think(settings);
  askNext(settings, questionOf);
};

/** Looks at the figures again. */
export const teardown = (before: ServiceFigures): void => {
  const after = readServiceFigures(settings);
  countCallsLastHour(after);
  countServerTime(before, after);
};
