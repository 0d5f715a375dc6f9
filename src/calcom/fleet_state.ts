/** What the fleet shares in Redis of its calls to Cal.com: the window, the turns, the circuit. The rules stand in `lua/`. */
import { Cluster, type Redis } from 'ioredis';
import { z } from 'zod';
import type { Allowance } from './allowance.ts';
import type { BreakerSettings } from './circuit_machine.ts';
import { credentialTag } from './credential_tag.ts';
import type { Evidence } from './failure_run.ts';
import { loadScript, type RedisScript, runScript } from './redis_script.ts';
import { WindowMemory } from './window_memory.ts';

const TAKE = loadScript('window', 'take');
const SETTLE = loadScript('window', 'settle');
const TURN_CIRCUIT = loadScript('window', 'turn_circuit');
const REMIND = loadScript('window', 'remind');
const LOOK = loadScript('window', 'look');

/** The longest that a question to Redis may take. */
const REDIS_TIMEOUT_MS = 2_000;
/** After so long a call whose process has said nothing of it is given up for lost: neither in flight nor the circuit's probe any longer. */
const HOLD_MS = 10_000;
/** Calls begin this much further apart than their number in a second demands, so that they do not arrive closer than that. */
const SPACING_MARGIN = 1.25;

/** Whose calls are counted, and how many there may be. */
export interface FleetSettings {
  readonly redis: Redis | Cluster;
  readonly credential: string;
  readonly limitPerMinute: number;
  readonly callsPerSecond: number;
  /** Calls that begin at once after a rest; 1 unless told. */
  readonly burst?: number | undefined;
  readonly breaker: BreakerSettings;
  /** The length of Cal.com's window, where its answers do not say. */
  readonly windowMs: number;
}

/** The right to begin one call now. */
export interface Turn {
  readonly call: string;
  /** The turn as `lua/take.lua` gave it and `lua/settle.lua` wants it back. */
  readonly terms: readonly (string | number)[];
  /** Whether the call probes an open circuit. */
  readonly probesCircuit: boolean;
}

/** The answer to asking for a turn; times in ms. */
export type TurnAnswer =
  | { readonly kind: 'go'; readonly turn: Turn }
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'open'; readonly retryAfterMs: number };

/** What a call learned. */
export interface CallReport {
  /** Undefined where it is neither for nor against Cal.com's health (a 429, a call that was called off). */
  readonly evidence: Evidence | undefined;
  readonly allowance: Allowance | undefined;
  /** How long Cal.com blocks the credential. */
  readonly blockedMs: number | undefined;
}

/** Where the fleet stands; times in ms. */
export interface FleetView {
  /** Undefined while the circuit is closed; 0 when a probe is due or under way. */
  readonly circuitRetryAfterMs: number | undefined;
  readonly blockedForMs: number;
  readonly remaining: number;
  readonly limit: number;
  readonly windowEndsInMs: number;
}

const takeReply = z.union([
  z.tuple([z.literal('go'), z.number(), z.string(), z.number(), z.number(), z.number(), z.number(), z.string()]),
  z.tuple([z.enum(['wait', 'open']), z.number(), z.string()]),
]);
const settleReply = z.union([z.tuple([z.literal(1), z.string()]), z.tuple([z.literal(0), z.string(), z.string()])]);
const turnCircuitReply = z.union([
  z.tuple([z.literal(1), z.number(), z.string()]),
  z.tuple([z.literal(0), z.string()]),
]);
const lookReply = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/** The fleet's state, seen from one process. Every method throws an Error when Redis does not answer. */
export class FleetState {
  readonly #redis: Redis | Cluster;
  readonly #subscriber: Redis | Cluster;
  readonly #keys: readonly string[];
  readonly #settings: readonly (string | number)[];
  readonly #memory = new WindowMemory();

  constructor({ redis, credential, limitPerMinute, callsPerSecond, burst = 1, breaker, windowMs }: FleetSettings) {
    const tag = credentialTag(credential);
    const channel = `slotproof:${tag}:window`;
    const spacingMs = Math.ceil((1000 / callsPerSecond) * SPACING_MARGIN);
    this.#redis = redis;
    this.#keys = [`slotproof:${tag}:state`, `slotproof:${tag}:in-flight`];
    this.#settings = [
      channel,
      limitPerMinute,
      windowMs,
      spacingMs,
      HOLD_MS,
      breaker.cooldownMs,
      breaker.failureThreshold,
      (burst - 1) * spacingMs,
    ];
    // It subscribes by itself below: ioredis leaves the promise of its own subscribing to nobody.
    this.#subscriber = redis instanceof Cluster ? redis.duplicate() : redis.duplicate({ autoResubscribe: false });
    redis.on('reconnecting', this.#follow);
    // Its losses are the other connection's losses too, and are reported there. It comes back by itself.
    this.#subscriber.on('error', () => undefined);
    this.#subscriber.on('ready', () => {
      this.#subscriber.subscribe(channel).catch(() => undefined);
    });
    this.#subscriber.on('message', (_channel: string, message: string) => {
      if (message !== 'lost') this.#memory.learn(message);
      else if (this.#memory.window !== '') this.#run(REMIND).catch(() => undefined);
    });
  }

  /** Asks for the right to begin a call now. */
  async take(call: string): Promise<TurnAnswer> {
    const reply = takeReply.parse(await this.#run(TAKE, call));
    if (reply[0] === 'go') {
      const [, , , , , , circuitProbe, window] = reply;
      this.#memory.learn(window);
      return { kind: 'go', turn: { call, terms: reply.slice(1, 7), probesCircuit: circuitProbe === 1 } };
    }
    const [kind, ms, window] = reply;
    this.#memory.learn(window);
    return kind === 'wait' ? { kind, waitMs: ms } : { kind, retryAfterMs: ms };
  }

  /**
   * Hands a turn back. Gives back the stored circuit when its next state must be worked out (then the turn is handed back by
   * `turnCircuit`), or undefined when all is done.
   */
  async settle({ call, terms }: Turn, { evidence, allowance, blockedMs }: CallReport): Promise<string | undefined> {
    const outcome = evidence === undefined ? 'nothing' : evidence.kind === 'answered' ? 'success' : 'failure';
    const headers = allowance ? [1, allowance.limit, allowance.remaining, allowance.resetSeconds * 1000] : [0, 0, 0, 0];
    const args = [call, ...terms, outcome, ...headers, Math.ceil(blockedMs ?? -1)];
    const [done, window, circuit] = settleReply.parse(await this.#run(SETTLE, ...args));
    this.#memory.learn(window);
    return done === 1 ? undefined : circuit;
  }

  /** Writes the circuit's next state unless it has changed meanwhile: then gives back what it is now. */
  async turnCircuit(
    { call, probesCircuit }: Turn,
    former: string,
    next: { stored: string; failures: number; open: boolean },
  ): Promise<{ done: true; written: boolean } | { done: false; stored: string }> {
    const args = [call, probesCircuit ? 1 : 0, former, next.stored, next.failures, next.open ? 1 : 0];
    const reply = turnCircuitReply.parse(await this.#run(TURN_CIRCUIT, ...args));
    return reply[0] === 1 ? { done: true, written: reply[1] === 1 } : { done: false, stored: reply[1] };
  }

  /** One read. */
  async look(): Promise<FleetView> {
    const [retry, blockedForMs, remaining, limit, windowEndsInMs] = lookReply.parse(await this.#run(LOOK));
    return { circuitRetryAfterMs: retry < 0 ? undefined : retry, blockedForMs, remaining, limit, windowEndsInMs };
  }

  /** Who only listens is never told that its server is frozen, or one that nobody writes to any more. It goes where commands go. */
  readonly #follow = (): void => this.#subscriber.disconnect(true);

  /** Stops listening. The connection that was passed in stays open. */
  close(): void {
    this.#redis.off('reconnecting', this.#follow);
    this.#subscriber.disconnect();
  }

  #run(script: RedisScript, ...args: readonly (string | number)[]): Promise<unknown> {
    const all = [this.#memory.window, ...this.#settings, ...args];
    return runScript(this.#redis, script, this.#keys, all, REDIS_TIMEOUT_MS);
  }
}
