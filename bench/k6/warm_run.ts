/** What the scenarios of a warm cache have in common: how they begin, and what a user does in them. */
import type { Question } from './question.ts';
import { readServiceFigures, type ServiceFigures } from './service_figures.ts';
import type { Settings } from './settings.ts';
import { askNext, think } from './user.ts';
import { warmUp } from './warm_up.ts';

/** Makes a `setup` that warms the cache before it looks at the figures. */
export const warmSetup = (settings: Settings) => (): ServiceFigures => {
  warmUp(settings);
  return readServiceFigures(settings);
};

/** Makes what a user does, again and again. */
export const thinkAndAsk = (settings: Settings, questionOf: (number: number) => Question) => (): void => {
  // Thinking comes first: otherwise all would ask at once when the run begins, and a burst is another scenario.
  think(settings);
  askNext(settings, questionOf);
};

/** The scenario of so many users at once for so long, as k6 takes it. */
export const usersAtOnce = ({ users, duration }: Settings) =>
  ({ executor: 'constant-vus', exec: 'ask', vus: users, duration, gracefulStop: '40s' }) as const;
