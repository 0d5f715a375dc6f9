// The ways in which the real service has been seen, or can be imagined, to fail.

import { z } from 'zod';
import type { Random } from './random.ts';

/** One fault as the control endpoint takes it. */
export const faultSchema = z.strictObject({
  kind: z.enum([
    'error',
    'hang',
    'reset',
    'truncated',
    'wrong_shape',
    'no_offset',
    'html',
    'huge',
    'too_many_requests',
    'latency',
  ]),
  /** For `error` (500 unless told) and `html` (502 unless told). */
  status: z.int().min(200).max(599).optional(),
  /** For `error`: which of Cal.com's shapes it has. `bare` is a 500 of no shape; a code such as `TRPCError` has no details. */
  bare: z.boolean().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** How long the call takes, in place of the drawn latency; a `latency` fault without it takes 10 s. */
  latencyMs: z.number().min(0).max(600_000).optional(),
  /** The share of calls it strikes, 0 to 1; all of them unless told. */
  probability: z.number().min(0).max(1).optional(),
  /** How many calls it strikes before it ends; without end unless told. */
  count: z.int().min(1).optional(),
  /** Which calls: GET /v2/slots, or everything under /v2. */
  operation: z.enum(['slots', 'all']).default('slots'),
  /** The one event type whose calls it strikes; all of them unless told. */
  eventTypeId: z.int().optional(),
});

/** A fault. See `faultSchema`. */
export type Fault = z.infer<typeof faultSchema>;

/** A fault that makes a call fail, rather than only late. */
export type Failure = Fault & { kind: Exclude<Fault['kind'], 'latency'> };

/** What is in store for one call: how long it takes (ms, where a fault says so) and how it fails, if it does. */
export type Misfortune = { readonly latencyMs: number | undefined; readonly failure: Failure | undefined };

const SPIKE_MS = 10_000;

/** The faults that are switched on. */
export class Faults {
  readonly #random: Random;
  #active: { fault: Fault; left: number }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.#active = faults.map((fault) => ({ fault, left: fault.count ?? Number.POSITIVE_INFINITY }));
  }

  /** The faults that have not ended; `count` is what is left of it. */
  list(): Fault[] {
    return this.#active.map(({ fault, left }) => (fault.count === undefined ? fault : { ...fault, count: left }));
  }

  /**
   * Decides one call's fate. The first failure in the list that strikes wins; a latency spike can come on top of it. `subject` gives the
   * id of the event type that the call is about.
   */
  strike(operation: 'slots' | 'other', subject: () => number | undefined): Misfortune {
    let latencyMs: number | undefined;
    let failure: Failure | undefined;
    for (const entry of this.#active) {
      const { fault } = entry;
      if (fault.operation === 'slots' && operation !== 'slots') continue;
      if (fault.eventTypeId !== undefined && fault.eventTypeId !== subject()) continue;
      if (fault.kind === 'latency' ? latencyMs !== undefined : failure) continue;
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      entry.left -= 1;
      if (fault.kind === 'latency') latencyMs = fault.latencyMs ?? SPIKE_MS;
      else failure = { ...fault, kind: fault.kind };
    }
    this.#active = this.#active.filter((entry) => entry.left > 0);
    return { latencyMs: latencyMs ?? failure?.latencyMs, failure };
  }
}
