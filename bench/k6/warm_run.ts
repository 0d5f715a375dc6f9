/** What the scenarios of a warm cache have in common: how they begin and end, what a user does in them, and what has to hold. */
import { answersHold, cacheHolds, type Thresholds } from './answer_metrics.ts';
import type { Question } from './question.ts';
import { readServiceFigures, type ServiceFigures } from './service_figures.ts';
import { countServerTime, serverTimeHolds } from './service_metrics.ts';
import type { Settings } from './settings.ts';
import { askNext, think } from './user.ts';
import { warmUp } from './warm_up.ts';

/** Makes a `setup` that warms the cache before it looks at the figures. */
export const warmSetup = (settings: Settings) => (): ServiceFigures => {
  warmUp(settings);
  return readServiceFigures(settings);
};

/**
 * Makes a `teardown` that looks at the figures again, and counts how long the server took.
 * @param countCalls counts the calls to Cal.com that the scenario is about
 */
export const warmTeardown =
  (settings: Settings, countCalls: (before: ServiceFigures, after: ServiceFigures) => void) =>
  (before: ServiceFigures): void => {
    const after = readServiceFigures(settings);
    countCalls(before, after);
    countServerTime(before, after);
  };

/** What holds of answers from a warm cache, and in the server that gives them. */
export const warmHolds = (settings: Settings): Thresholds => ({
  ...answersHold(settings),
  ...cacheHolds(settings),
  ...serverTimeHolds(),
});

/** Makes what a user does, again and again. */
export const thinkAndAsk = (settings: Settings, questionOf: (number: number) => Question) => (): void => {
  // Thinking comes first: otherwise all would ask at once when the run begins, and a burst is another scenario.
  think(settings);
  askNext(settings, questionOf);
};

/** How long warming may take. */
export const SETUP_TIMEOUT = '10m';

/** The scenario of so many users at once for so long, as k6 takes it. */
export const usersAtOnce = ({ users, duration }: Settings) =>
  ({ executor: 'constant-vus', exec: 'ask', vus: users, duration, gracefulStop: '40s' }) as const;
