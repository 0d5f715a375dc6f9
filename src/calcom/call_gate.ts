/**
 * The one way to Cal.com: when the fleet may make a call, and whether it should try at all.
 *
 * The limits and the circuit are the fleet's and live in Redis (`fleet_state.ts`). Inside a process one loop asks Redis for turns
 * as long as someone waits, and each turn goes to whoever is first then (`waiting_room.ts`).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from '../telemetry/logger.ts';
import type { EpochMs } from '../verification/time.ts';
import type { Allowance } from './allowance.ts';
import { type BreakerSettings, circuitAfter } from './circuit_machine.ts';
import { CalcomRefused, CalcomThrottled, CalcomUnavailable, CircuitOpen, TurnTooFar } from './errors.ts';
import type { Evidence } from './failure_run.ts';
import { type CallReport, FleetState, type Turn } from './fleet_state.ts';
import { shortHash } from './short_hash.ts';
import { WaitingRoom } from './waiting_room.ts';

/** The circuit's states. */
export type CircuitName = 'closed' | 'open' | 'half-open';

/** Where the fleet stands with Cal.com. Times are in milliseconds. */
export interface GateState {
  readonly circuit: CircuitName;
  /** Until a probe may be made; 0 while the circuit is not open. */
  readonly circuitRetryAfterMs: number;
  readonly throttle: {
    /** After a 429, until Cal.com takes calls again; else 0. */
    readonly blockedForMs: number;
    /** Calls left in the window. */
    readonly remaining: number;
    readonly limit: number;
    /** 0 while no window is known. */
    readonly windowEndsInMs: number;
  };
  /** When this was read. */
  readonly at: EpochMs;
}

/** How a call waits. */
export interface CallOptions {
  /** Lower first, 0 to 9. */
  readonly priority: number;
  /** How long the call may wait for its turn. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /**
   * The event type that is asked for, as `eventTypeKey` names it: its failures count once, until another's come. Without one a failed
   * answer says nothing of Cal.com's health: that of a question which is one caller's alone, or of an event type which is known to fail.
   */
  readonly subject?: string | undefined;
  /** False for a range so wide that one which is not answered in time says nothing of Cal.com's health. True unless told. */
  readonly timeoutCounts?: boolean | undefined;
}

/** Lets calls through to Cal.com. */
export interface CallGate {
  /**
   * Waits for a turn, makes the call and records what it learned. `work` is told whether the call probes an open circuit.
   * @throws {CircuitOpen} at once while the circuit is open
   * @throws {TurnTooFar} when the wait for a turn would exceed `patienceMs`
   * @throws Error when Redis does not answer, since without it nobody knows whether a call is allowed
   * @throws the call's own errors, and the signal's reason when it is aborted while waiting
   */
  call<T extends { allowance: Allowance | undefined }>(
    work: (signal: AbortSignal, probesCircuit: boolean) => Promise<T>,
    options: CallOptions,
  ): Promise<T>;
  /** One read of Redis. @throws Error when Redis does not answer */
  state(): Promise<GateState>;
  /** Sends away whoever waits. Calls under way end by themselves. */
  close(): Promise<void>;
}

/** What a gate needs. */
export interface CallGateOptions {
  /** Stays open when the gate closes. */
  readonly redis: Redis | Cluster;
  /** What Cal.com counts by: the API key, or `none`. Only its hash gets into Redis. */
  readonly credential: string;
  readonly limitPerMinute: number;
  /** The most calls that begin within any second, over the whole fleet, once the burst is spent. */
  readonly callsPerSecond: number;
  /** Calls that begin at once after a rest; 1 unless told. */
  readonly burst?: number | undefined;
  readonly breaker: BreakerSettings;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
  /** Told by the one process in which the transition happened. */
  readonly onTransition?: ((to: CircuitName) => void) | undefined;
  /** The length of Cal.com's window, where its answers do not say. Default 60,000. */
  readonly windowMs?: number | undefined;
}

/** As many as can begin while the first takes four seconds to be answered. */
const SECONDS_IN_FLIGHT = 4;
/** The longest sleep: what Redis said may have changed meanwhile. */
const LONGEST_SLEEP_MS = 1_000;
/** How often to look whether a call has ended, where this process runs as many as it may. */
const FULL_POLL_MS = 20;
/** The least that a caller is sent away for. */
const LEAST_WAIT_MS = 250;
/** Conflicts that one outcome may meet; each means that another process has written one. */
const MOST_CONFLICTS = 20;

/** Makes the gate of this process. */
export function createCallGate(options: CallGateOptions): CallGate {
  const { clock, logger, breaker } = options;
  const fleet = new FleetState({ ...options, windowMs: options.windowMs ?? 60_000 });
  const closing = new AbortController();
  const room = new WaitingRoom(options.callsPerSecond * SECONDS_IN_FLIGHT, (turn) => {
    void settle(turn, { evidence: undefined, allowance: undefined, blockedMs: undefined });
  });
  let granting = false;
  /** Until then, by `performance.now()`, there is no turn for anyone. */
  let nextTurnAt = 0;

  const transition = (to: CircuitName): void => {
    logger[to === 'open' ? 'warn' : 'info']({ circuit: to }, `The circuit to Cal.com is ${to}`);
    options.onTransition?.(to);
  };

  /** Never throws: what a call brought is worth more than its record. */
  const settle = async (turn: Turn, report: CallReport): Promise<void> => {
    try {
      let stored = await fleet.settle(turn, report);
      const { evidence } = report;
      for (
        let conflicts = 0;
        stored !== undefined && evidence !== undefined && conflicts < MOST_CONFLICTS;
        conflicts++
      ) {
        const next = await circuitAfter(stored, evidence, breaker);
        const written = await fleet.turnCircuit(turn, stored, next);
        if (!written.done) {
          stored = written.stored;
          continue;
        }
        if (written.written && next.open) transition('open');
        else if (written.written && turn.probesCircuit) transition('closed');
        return;
      }
    } catch (error) {
      logger.warn({ err: error }, 'What a call to Cal.com learned could not be recorded');
    }
  };

  const sendAwayImpatient = (waitMs: number): void => {
    room.sendAwayImpatient(waitMs, () => new TurnTooFar(Math.max(LEAST_WAIT_MS, waitMs)));
  };

  /** Asks for turns as long as someone waits. */
  const grant = async (): Promise<void> => {
    if (granting) return;
    granting = true;
    try {
      while (room.someoneWaits && !closing.signal.aborted) {
        const waitMs = room.hasRoom ? await grantOne() : FULL_POLL_MS;
        if (waitMs === 0) continue;
        nextTurnAt = performance.now() + waitMs;
        sendAwayImpatient(waitMs);
        await sleep(Math.min(waitMs, LONGEST_SLEEP_MS), undefined, { signal: closing.signal });
      }
    } catch (error) {
      room.sendAwayAll(() => error);
    } finally {
      granting = false;
    }
  };

  /** Gives back how long there is no other turn, in ms. */
  const grantOne = async (): Promise<number> => {
    const answer = await fleet.take(randomUUID());
    switch (answer.kind) {
      case 'wait':
        return answer.waitMs;
      case 'open':
        room.sendAwayAll(() => new CircuitOpen(answer.retryAfterMs));
        return 0;
      case 'go':
        if (answer.turn.probesCircuit) transition('half-open');
        await room.admit(answer.turn);
        return 0;
    }
  };

  return {
    call: (work, options) => {
      const { priority, patienceMs, signal } = options;
      if (signal.aborted) return Promise.reject(signal.reason);
      if (closing.signal.aborted) return Promise.reject(new Error('The gate to Cal.com is closed'));
      const knownWaitMs = Math.ceil(nextTurnAt - performance.now());
      if (granting && knownWaitMs > patienceMs)
        return Promise.reject(new TurnTooFar(Math.max(LEAST_WAIT_MS, knownWaitMs)));
      const answer = room.wait(
        async (turn) => {
          try {
            const result = await work(signal, turn.probesCircuit);
            await settle(turn, { evidence: ANSWERED, allowance: result.allowance, blockedMs: undefined });
            return result;
          } catch (error) {
            await settle(turn, reportOf(error, options));
            throw error;
          }
        },
        { priority, patienceMs, signal },
      );
      void grant();
      return answer;
    },

    state: async () => {
      const { circuitRetryAfterMs, ...throttle } = await fleet.look();
      const circuit = circuitRetryAfterMs === undefined ? 'closed' : circuitRetryAfterMs > 0 ? 'open' : 'half-open';
      return { circuit, circuitRetryAfterMs: circuitRetryAfterMs ?? 0, throttle, at: clock() };
    },

    close: async () => {
      closing.abort();
      room.sendAwayAll(() => new Error('The gate to Cal.com is closed'));
      fleet.close();
    },
  };
}

const ANSWERED: Evidence = { kind: 'answered' };

/** What a call learned that was not answered as it should be. */
function reportOf(error: unknown, options: CallOptions): CallReport {
  if (error instanceof CalcomThrottled) {
    return { evidence: undefined, allowance: error.allowance, blockedMs: error.resetMs };
  }
  if (error instanceof CalcomRefused) return { evidence: ANSWERED, allowance: error.allowance, blockedMs: undefined };
  if (error instanceof CalcomUnavailable) {
    return { evidence: evidenceOf(error, options), allowance: error.allowance, blockedMs: undefined };
  }
  return { evidence: undefined, allowance: undefined, blockedMs: undefined };
}

function evidenceOf({ reason }: CalcomUnavailable, { subject, timeoutCounts }: CallOptions): Evidence | undefined {
  // Somebody else at Cal.com's address is no better than nobody.
  if (reason === 'network' || reason === 'misdirected') return { kind: 'network' };
  if (subject === undefined || (reason === 'timeout' && timeoutCounts === false)) return undefined;
  // A time-out too: a team of many calendars can be slower than the limit whatever is asked of it, while others answer at once.
  return { kind: 'event-type', tag: shortHash(subject) };
}
