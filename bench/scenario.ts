/** What every scenario is given, and what it gives. */
import { PATIENT } from '../test/support/patience.ts';
import type { ContenderName } from './contender.ts';
import type { FaultResult, ScenarioResult, Target } from './figures.ts';

/** What a scenario is run with. */
export interface ScenarioSettings {
  readonly seed: string;
  /** A short form, whose counts are true and whose speeds mean nothing. */
  readonly quick: boolean;
  /** How long the sustained load goes on, in seconds. */
  readonly sustainedSeconds: number;
  /** How many event types the day is about. */
  readonly eventTypes: number;
  /** The contenders that this machine can run. */
  readonly contenders: readonly ContenderName[];
}

/** A count that has to hold on any machine, however slow. */
export interface Expectation {
  readonly what: string;
  readonly found: string;
  readonly holds: boolean;
}

/** Settings of a run. The counts of a short one hold on any machine, so nothing in it is given up, or asked again, for being late. */
export const settingsOf = ({ quick }: Pick<ScenarioSettings, 'quick'>): Readonly<Record<string, string>> =>
  quick ? PATIENT : {};

/** What came of a scenario. */
export interface ScenarioOutcome {
  readonly scenarios: readonly ScenarioResult[];
  readonly faults: readonly FaultResult[];
  readonly targets: readonly Target[];
  readonly expectations: readonly Expectation[];
}

/** A scenario. */
export type Scenario = (settings: ScenarioSettings) => Promise<ScenarioOutcome>;

/** An outcome that lacks whatever is not given. */
export const outcome = (parts: Partial<ScenarioOutcome>): ScenarioOutcome => ({
  scenarios: [],
  faults: [],
  targets: [],
  expectations: [],
  ...parts,
});

/** The run of slotproof, of which the design promises something; of several the last. */
export const ofSlotproof = <T extends { readonly contender: ContenderName }>(runs: readonly T[]): T => {
  const found = runs.findLast(({ contender }) => contender === 'slotproof');
  if (found === undefined) throw new Error('slotproof was not run');
  return found;
};
