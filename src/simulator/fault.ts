// The ways in which the real service has been seen, or can be imagined, to fail.

import { z } from 'zod';
import type { Random } from './random.ts';
import type { CalendarReading } from './world/calendars.ts';

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
    'unread_calendars',
    'lost_answer',
    'late',
  ]),
  /** For `error` (500 unless told) and `html` (502 unless told). */
  status: z.int().min(200).max(599).optional(),
  /** For `error`: which of Cal.com's shapes it has. `bare` is a 500 of no shape; a code such as `TRPCError` has no details. */
  bare: z.boolean().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** For `unread_calendars`: whether Cal.com takes the hosts for busy all the time, or for free at all their busy times. */
  reading: z.enum(['unreadable', 'ignored']).optional(),
  /** For `unread_calendars`: the one host whose calendar it is; everyone's unless told. */
  hostUsername: z.string().optional(),
  /**
   * How long the call takes, in place of the drawn latency; a `latency` fault without it takes 10 s. A `late` one does nothing before that time is
   * over, and then does it also where its caller has hung up.
   */
  latencyMs: z.number().min(0).max(600_000).optional(),
  /** The share of calls it strikes, 0 to 1; all of them unless told. */
  probability: z.number().min(0).max(1).optional(),
  /** How many calls it strikes before it ends; without end unless told. */
  count: z.int().min(1).optional(),
  /** Which calls: GET /v2/slots, what books, moves and cancels, or everything under /v2. */
  operation: z.enum(['slots', 'bookings', 'all']).default('slots'),
  /** The one event type whose calls it strikes; all of them unless told. */
  eventTypeId: z.int().optional(),
});

/** A fault. See `faultSchema`. */
export type Fault = z.infer<typeof faultSchema>;

/** A fault that makes a call fail, rather than only late or blind. */
export type Failure = Fault & { kind: Exclude<Fault['kind'], 'latency' | 'late' | 'unread_calendars'> };

/** Calendars that are not read as they are: one host's, or everyone's. */
export type Unread = { readonly reading: CalendarReading; readonly hostUsername: string | undefined };

/**
 * What is in store for one call: how long it takes (ms, where a fault says so), whether nothing is done before that time is over, how it fails,
 * and what it does not see.
 */
export type Misfortune = {
  readonly latencyMs: number | undefined;
  readonly isDoneLate: boolean;
  readonly failure: Failure | undefined;
  readonly unread: Unread | undefined;
};

/** What a call does: lists slots, books, moves or cancels, or anything else. */
export type OperationKind = 'slots' | 'bookings' | 'other';

const SPIKE_MS = 10_000;

function effectOf({ kind }: Fault): 'latency' | 'unread_calendars' | 'failure' {
  if (kind === 'unread_calendars') return kind;
  return kind === 'latency' || kind === 'late' ? 'latency' : 'failure';
}

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
   * Decides one call's fate. The first failure in the list that strikes wins; lateness and blindness can come on top of it. `subject` gives the
   * id of the event type that the call is about.
   */
  strike(operation: OperationKind, subject: () => number | undefined): Misfortune {
    const struck = new Map<'latency' | 'unread_calendars' | 'failure', Fault>();
    for (const entry of this.#active) {
      const { fault } = entry;
      const effect = effectOf(fault);
      if (fault.operation !== 'all' && fault.operation !== operation) continue;
      if (fault.eventTypeId !== undefined && fault.eventTypeId !== subject()) continue;
      if (struck.has(effect)) continue;
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      entry.left -= 1;
      struck.set(effect, fault);
    }
    this.#active = this.#active.filter((entry) => entry.left > 0);
    const latency = struck.get('latency');
    const failure = struck.get('failure');
    const unread = struck.get('unread_calendars');
    return {
      latencyMs: latency ? (latency.latencyMs ?? SPIKE_MS) : failure?.latencyMs,
      isDoneLate: latency?.kind === 'late',
      failure: failure as Failure | undefined,
      unread: unread && { reading: unread.reading ?? 'unreadable', hostUsername: unread.hostUsername },
    };
  }
}
