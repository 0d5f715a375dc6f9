/** What goes wrong and when: drawn from a seed, before anything is started, so that the same seed has the same plan on any machine. */
import { type Random, seededRandom } from '../traffic/random.ts';

/** What of the fleet is struck. */
export type Target = 'api' | 'worker' | 'redis';

/** One fault. Times are in ms; `at` counts from the beginning of the load. */
export type PlannedFault = { readonly at: number; readonly lastsMs: number } & (
  | { readonly kind: 'kill' | 'freeze'; readonly target: Target; readonly index: number }
  | { readonly kind: 'failover' }
  | { readonly kind: 'calcom'; readonly fault: CalcomFault }
);

/** How Cal.com fails, in the simulator's words. */
export type CalcomFault = (typeof CALCOM_FAULTS)[number];

const CALCOM_FAULTS = ['error', 'hang', 'html', 'truncated', 'wrong_shape', 'reset', 'too_many_requests'] as const;

/** How many api and worker processes there are. */
export const PROCESSES = 2;

/** Between two faults, in ms: the next often strikes before everything has healed. */
const GAP_MS = [3_500, 6_500] as const;

/** The first waits for some load. */
const FIRST_AT_MS = 2_000;

/** How long who was killed is away, and how long a freeze or a failing Cal.com lasts, in ms. */
const AWAY_MS = [200, 1_500] as const;
const LASTS_MS = [1_500, 6_000] as const;

/** Dealt in a shuffled order, again and again: so that no seed leaves a kind out for long. */
const DECK = [
  'kill api',
  'kill worker',
  'kill redis',
  'calcom',
  'failover',
  'kill api',
  'kill worker',
  'freeze',
].concat(['kill redis', 'calcom']);

const TARGETS: readonly Target[] = ['api', 'worker', 'redis'];

/** Draws the faults of so many ms. */
export const planOf = (seed: string, durationMs: number): readonly PlannedFault[] => {
  const random = seededRandom(`chaos/${seed}`);
  const plan: PlannedFault[] = [];
  let deck: string[] = [];
  for (let at = FIRST_AT_MS; at < durationMs; at += between(random, GAP_MS)) {
    if (deck.length === 0) deck = shuffled(random, DECK);
    plan.push(drawFault(random, deck.pop() ?? '', at));
  }
  return plan;
};

/** A fault as a line of the plan that is printed. */
export const wordsOf = (fault: PlannedFault): string => {
  const when = `${(fault.at / 1000).toFixed(1).padStart(6)} s`;
  const length = `${(fault.lastsMs / 1000).toFixed(1)} s`;
  switch (fault.kind) {
    case 'kill':
      return `${when}  kill -9 ${nameOf(fault)}, back after ${length}`;
    case 'freeze':
      return `${when}  SIGSTOP ${nameOf(fault)} for ${length}`;
    case 'failover':
      return `${when}  failover of Redis behind its address`;
    case 'calcom':
      return `${when}  Cal.com: ${fault.fault} for ${length}`;
  }
};

const nameOf = ({ target, index }: { readonly target: Target; readonly index: number }): string =>
  target === 'redis' ? target : `${target} ${index + 1}`;

const drawFault = (random: Random, card: string, at: number): PlannedFault => {
  const [kind = '', named] = card.split(' ');
  if (kind === 'failover') return { kind, at, lastsMs: 0 };
  const lastsMs = between(random, kind === 'kill' ? AWAY_MS : LASTS_MS);
  if (kind === 'calcom') return { kind, at, lastsMs, fault: one(random, CALCOM_FAULTS) };
  const target = TARGETS.find((known) => known === named) ?? one(random, TARGETS);
  const index = target === 'redis' ? 0 : Math.floor(random() * PROCESSES);
  return { kind: kind === 'kill' ? kind : 'freeze', target, index, at, lastsMs };
};

const between = (random: Random, [least, most]: readonly [number, number]): number =>
  Math.round(least + random() * (most - least));

const one = <const T>(random: Random, items: readonly [T, ...T[]] | readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to draw from.');
  return item;
};

/** Fisher and Yates. */
const shuffled = (random: Random, items: readonly string[]): string[] => {
  const rest = [...items];
  return items.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0] ?? '');
};
