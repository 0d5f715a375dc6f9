/** What a run of the benchmark gives: plain data, written as JSON and read by the report. */
import type { ContenderName } from './contender.ts';

/** Latencies in milliseconds, of the requests that were answered: a failure that comes at once is no fast answer. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** One contender under one load. */
export interface Figures {
  readonly requests: number;
  /** Seconds in which they were made; in a day trace, of the simulated day. */
  readonly seconds: number;
  readonly latency: Latency;
  /** Calls of `GET /v2/slots` that the simulator saw. */
  readonly calcomCalls: number;
  /** Of them, the ones that it answered with 429. */
  readonly tooManyRequests: number;
  /** Requests that were answered without waiting for Cal.com. */
  readonly hits: number;
  /** Requests that got no answer, by reason. */
  readonly failures: Readonly<Record<string, number>>;
  /** Slots offered in all answers. */
  readonly offers: number;
  /** Of them, the ones that Cal.com did not list to the caller, in the caller's zone, at the moment of the answer. */
  readonly wrongOffers: number;
  /** Of all offers, the ones that could not be booked at that moment. */
  readonly unbookableOffers: number;
}

/** A stretch of a run. Times are seconds from its beginning; in a day trace, seconds of the simulated day. */
export interface TimelinePoint {
  readonly from: number;
  readonly until: number;
  readonly requests: number;
  /** Undefined where nothing was answered. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly failed: number;
  readonly wrongOffers: number;
  readonly calcomCalls: number;
}

/** What a process held at a moment. */
export interface MemorySample {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly role: string;
  /** Resident memory. */
  readonly megabytes: number;
}

/** One contender's part in a scenario. */
export interface ContenderRun {
  readonly contender: ContenderName;
  /** What is special about it, such as `with webhooks`; empty as a rule. */
  readonly variant: string;
  readonly figures: Figures;
  readonly timeline: readonly TimelinePoint[];
  readonly memory: readonly MemorySample[];
}

/** A scenario and what every contender made of it. */
export interface ScenarioResult {
  /** Such as `normal` or `cold-start-100`. */
  readonly name: string;
  /** A sentence for the report. */
  readonly description: string;
  readonly runs: readonly ContenderRun[];
}

/** How requests fared in one phase of a fault. */
export interface FaultPhase {
  readonly phase: 'before' | 'during' | 'after';
  readonly requests: number;
  readonly answered: number;
  /** Answers that offered a slot that Cal.com does not list to the caller. */
  readonly wrong: number;
  /** Requests that got no answer, by reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly latency: Latency;
}

/** A fault under load and how every contender fared. */
export interface FaultResult {
  /** Such as `calcom-down`. */
  readonly name: string;
  readonly description: string;
  /** When the fault lasted, in seconds of the timelines: the plots shade it. Left out where the fault is over as soon as it begins. */
  readonly stretch?: { readonly from: number; readonly until: number };
  readonly runs: readonly {
    readonly contender: ContenderName;
    readonly phases: readonly FaultPhase[];
    readonly timeline: readonly TimelinePoint[];
  }[];
}

/** A promise of the design, and what was measured. */
export interface Target {
  /** Such as `Cal.com calls for 100 cold requests at once, one event type`. */
  readonly what: string;
  /** As the design states it, such as `1`. */
  readonly aim: string;
  readonly measured: string;
  readonly met: boolean;
  /** What stands in the way, where it is not met. */
  readonly note?: string;
}

/** All of a run. */
export interface BenchResult {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly quick: boolean;
  readonly seed: string;
  /** Seconds that the whole run took. */
  readonly seconds: number;
  /** Processor, cores, memory, system, and the versions of whatever took part. */
  readonly machine: Readonly<Record<string, string>>;
  readonly scenarios: readonly ScenarioResult[];
  readonly faults: readonly FaultResult[];
  readonly targets: readonly Target[];
}

/** How many requests failed, and lost ones among them: every request has an answer or a reason. */
export const failuresOf = (failures: Figures['failures']): number =>
  Object.values(failures).reduce((sum, times) => sum + times, 0);
