/** What goes wrong and when: drawn from a seed, before anything is started, so that the same seed has the same plan on any machine. */
import { type Random, seededRandom } from '../traffic/random.ts';

/** What of the fleet is struck. */
export type Target = 'api' | 'worker' | 'redis';

/** One fault. Times are in ms; `at` counts from the beginning of the load. */
export type PlannedFault = { readonly at: number; readonly lastsMs: number } & (
  | { readonly kind: 'kill' | 'freeze'; readonly target: Target; readonly index: number }
  | { readonly kind: 'failover' }
  | { readonly kind: 'calcom'; readonly fault: CalcomFault }
  /** A step, as NTP makes one, and back again when it is over. One process against the others, or all of api and workers. */
  | { readonly kind: 'clock'; readonly target: 'api' | 'worker' | 'all'; readonly index: number; readonly byMs: number }
);

/** What faults are drawn from, and how soon they follow one another. Times in ms. */
export interface Pace {
  /** Dealt in a shuffled order, again and again: so that no seed leaves a kind out for long. */
  readonly deck: readonly string[];
  /** Between two faults. */
  readonly gapMs: readonly [number, number];
  /** How long a freeze, a failing Cal.com or a wrong clock lasts. */
  readonly lastsMs: readonly [number, number];
}

/** How Cal.com fails, in the simulator's words. */
export type CalcomFault = (typeof CALCOM_FAULTS)[number];

const CALCOM_FAULTS = ['error', 'hang', 'html', 'truncated', 'wrong_shape', 'reset', 'too_many_requests'] as const;

/** How many api and worker processes there are. */
export const PROCESSES = 2;

/** The first waits for some load. */
const FIRST_AT_MS = 2_000;

/** How long who was killed is away, in ms. */
const AWAY_MS = [200, 1_500] as const;

/** The next often strikes before everything has healed. */
export const USUAL_PACE: Pace = {
  deck: [
    ...['kill api', 'kill api', 'kill api', 'kill worker', 'kill worker', 'kill worker', 'kill redis', 'kill redis'],
    ...['failover', 'freeze', 'calcom', 'calcom', 'clock', 'clock all'],
  ],
  gapMs: [3_000, 6_000],
  lastsMs: [1_500, 6_000],
};

/** Each kind once, within a quarter of a minute. */
export const SHORT_PACE: Pace = {
  deck: ['kill api', 'kill worker', 'kill redis', 'failover', 'freeze', 'calcom', 'clock'],
  gapMs: [1_500, 1_500],
  lastsMs: [1_000, 2_500],
};

/** A run of that pace. */
export const SHORT_MS = 12_000;

/** How far a clock is moved, in ms: an NTP step is back as often as forwards, and only forwards it is hours. */
const FORWARDS_MS = [60_000, 4 * 3_600_000] as const;
const BACKWARDS_MS = [60_000, 600_000] as const;

const TARGETS: readonly Target[] = ['api', 'worker', 'redis'];

/** Draws the faults of so many ms. */
export const planOf = (seed: string, durationMs: number, pace = USUAL_PACE): readonly PlannedFault[] => {
  const random = seededRandom(`chaos/${seed}`);
  const plan: PlannedFault[] = [];
  let deck: string[] = [];
  for (let at = FIRST_AT_MS; at < durationMs; at += between(random, pace.gapMs)) {
    if (deck.length === 0) deck = shuffled(random, pace.deck);
    plan.push(drawFault(random, deck.pop() ?? '', at, pace));
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
    case 'clock':
      return `${when}  clock of ${fault.target === 'all' ? 'all api and workers' : nameOf(fault)} ${fault.byMs < 0 ? 'back' : 'on'} by ${Math.round(Math.abs(fault.byMs) / 1000)} s for ${length}`;
  }
};

const nameOf = ({ target, index }: { readonly target: string; readonly index: number }): string =>
  target === 'redis' ? target : `${target} ${index + 1}`;

const drawFault = (random: Random, card: string, at: number, pace: Pace): PlannedFault => {
  const [kind = '', named] = card.split(' ');
  if (kind === 'failover') return { kind, at, lastsMs: 0 };
  const lastsMs = between(random, kind === 'kill' ? AWAY_MS : pace.lastsMs);
  if (kind === 'calcom') return { kind, at, lastsMs, fault: one(random, CALCOM_FAULTS) };
  if (kind === 'clock') {
    const byMs = random() < 0.5 ? -between(random, BACKWARDS_MS) : between(random, FORWARDS_MS);
    const moved = named === 'all' ? named : one(random, ['api', 'worker'] as const);
    return { kind, target: moved, index: Math.floor(random() * PROCESSES), byMs, at, lastsMs };
  }
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
