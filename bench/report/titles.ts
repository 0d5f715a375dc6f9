/** What the names of a run's data are called in the report. */
import type { ContenderRun } from '../figures.ts';

const TITLES: Readonly<Record<string, string>> = {
  normal: 'A normal load',
  'full-calendar': 'Nothing cached, and the calendar is full',
  'cold-start-100-mixed': 'A cold start, 100 at once about several event types',
  sustained: 'A sustained load',
  'day-trace': 'A day',
  'day-trace-calendars': 'A day on which hosts use other calendars too',
  'calcom-down': 'Cal.com is down',
  'calcom-slow': 'Cal.com is slow',
  'redis-restart': 'Redis restarts',
  'worker-killed': 'A worker is killed',
};

const COLD_START = /^cold-start-(\d+)$/;

/** How many requests a cold start about one event type puts at once, told by the scenario's name; undefined for another scenario. */
export const requestsAtOnce = (scenario: string): number | undefined => {
  const [, amount] = COLD_START.exec(scenario) ?? [];
  return amount === undefined ? undefined : Number(amount);
};

/** The heading of a scenario or a fault. One that has no title yet keeps its name. */
export const titleOf = (name: string): string => {
  const atOnce = requestsAtOnce(name);
  return atOnce === undefined ? (TITLES[name] ?? name) : `A cold start, ${atOnce} at once`;
};

/** A contender and what is special about it: `slotproof, with webhooks`. */
export const runLabel = ({ contender, variant }: Pick<ContenderRun, 'contender' | 'variant'>): string =>
  variant === '' ? contender : `${contender}, ${variant}`;
