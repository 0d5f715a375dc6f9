/** The gate in one process: order, patience, circuit, and what it believes. */
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CallGate, type CallGateOptions, type CallOptions, createCallGate } from '../../src/calcom/call_gate.ts';
import { circuitAfter } from '../../src/calcom/circuit_machine.ts';
import { CalcomRefused, CalcomThrottled, CalcomUnavailable, CircuitOpen, TurnTooFar } from '../../src/calcom/errors.ts';
import type { Allowance } from '../../src/calcom/slots_client.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs } from '../../src/verification/time.ts';
import { type RedisServer, startRedis } from '../support/redis_server.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const never = new AbortController().signal;
const WAIT = { timeout: PATIENCE_MS, interval: 10 };

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

const gateWith = (options: Partial<CallGateOptions> = {}): CallGate & { transitions: string[] } => {
  const transitions: string[] = [];
  const gate = createCallGate({
    redis,
    credential: 'cal_test',
    limitPerMinute: 120,
    callsPerSecond: 1000,
    breaker: { failureThreshold: 3, cooldownMs: 60_000 },
    clock: () => epochMs(Date.now()),
    logger: createLogger('test', 'silent'),
    onTransition: (to) => transitions.push(to),
    ...options,
  });
  onTestFinished(() => gate.close());
  return { ...gate, transitions };
};

const patient = { priority: 1, patienceMs: 30_000, signal: never };
const impatient = { ...patient, patienceMs: 400 };
const told = (remaining: number, resetSeconds = 60, limit = 120): Allowance => ({ limit, remaining, resetSeconds });
const answering = (allowance: Allowance | undefined) => async () => ({ allowance });
const failing = (error: Error) => async (): Promise<{ allowance: undefined }> => {
  throw error;
};
const down = failing(new CalcomUnavailable('network', 'Cal.com cannot be reached'));
const broken = failing(new CalcomUnavailable('server_error', 'Cal.com answered 500'));
const late = failing(new CalcomUnavailable('timeout', 'Cal.com did not answer in time'));
const about = (eventTypeId: number, more: Partial<CallOptions> = {}): CallOptions => ({
  ...patient,
  subject: `id:${eventTypeId}`,
  ...more,
});
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  );

describe('the window', () => {
  it('that nobody knows lets one call through, and the others when its headers have told', async () => {
    const gate = gateWith();
    const probe = Promise.withResolvers<{ allowance: Allowance }>();
    let begun = 0;
    const calls = Array.from({ length: 3 }, () =>
      gate.call(() => {
        begun += 1;
        return begun === 1 ? probe.promise : Promise.resolve({ allowance: told(120 - begun) });
      }, patient),
    );
    await vi.waitFor(() => expect(begun).toBe(1), WAIT);
    expect(await failureOf(gate.call(answering(undefined), impatient))).toBeInstanceOf(TurnTooFar);
    expect(begun).toBe(1);
    probe.resolve({ allowance: told(119) });
    await Promise.all(calls);
    expect(begun).toBe(3);
    const { throttle } = await gate.state();
    expect(throttle).toMatchObject({ remaining: 117, limit: 120, blockedForMs: 0 });
    expect(throttle.windowEndsInMs).toBeGreaterThan(30_000);
  });

  it('is asked for again when the call that was to tell it hangs', async () => {
    const gate = gateWith({ limitPerMinute: 4 });
    const begun: PromiseWithResolvers<{ allowance: Allowance }>[] = [];
    const hanging = [1, 2, 3].map(() =>
      gate.call(() => {
        const call = Promise.withResolvers<{ allowance: Allowance }>();
        begun.push(call);
        return call.promise;
      }, patient),
    );
    await vi.waitFor(() => expect(begun).toHaveLength(2), WAIT);
    begun[1]?.resolve({ allowance: told(2, 60, 4) });
    await vi.waitFor(() => expect(begun).toHaveLength(3), WAIT);
    // The one that hangs is counted with the two others, whenever it arrives.
    expect((await gate.state()).throttle.remaining).toBe(1);
    for (const call of begun) call.resolve({ allowance: told(1, 60, 4) });
    await Promise.all(hanging);
  });

  it('that is spent sends callers away for as long as it lasts', async () => {
    const gate = gateWith({ limitPerMinute: 2 });
    await gate.call(answering(told(1, 60, 2)), patient);
    await gate.call(answering(told(0, 60, 2)), patient);
    const error = await failureOf(gate.call(answering(undefined), impatient));
    expect(error).toBeInstanceOf(TurnTooFar);
    expect((error as TurnTooFar).waitMs).toBeGreaterThan(30_000);
    expect((error as TurnTooFar).waitMs).toBeLessThanOrEqual(60_300);
  });

  it('is spent when the headers say so, whatever we counted', async () => {
    const gate = gateWith();
    await gate.call(answering(told(119)), patient);
    await gate.call(answering(told(0, 50)), patient);
    expect(await failureOf(gate.call(answering(undefined), impatient))).toBeInstanceOf(TurnTooFar);
    expect((await gate.state()).throttle.remaining).toBe(0);
  });

  it('leaves the rest of the key to another program', async () => {
    const gate = gateWith({ limitPerMinute: 10 });
    await gate.call(answering(told(60, 60, 120)), patient);
    expect((await gate.state()).throttle.remaining).toBe(9);
  });

  it('is begun again from a count of our own where answers carry no headers', async () => {
    const gate = gateWith({ limitPerMinute: 2 });
    await gate.call(answering(undefined), patient);
    await gate.call(answering(undefined), patient);
    expect(await failureOf(gate.call(answering(undefined), impatient))).toBeInstanceOf(TurnTooFar);
  });

  it('survives a flush, known to a process that never made a call', async () => {
    const idle = gateWith({ limitPerMinute: 2 });
    const busy = gateWith({ limitPerMinute: 2 });
    // Its subscription stands once it has heard of a call.
    await vi.waitFor(async () => expect(await redis.pubsub('NUMSUB', ...(await channels()))).toContain(2), WAIT);
    await busy.call(answering(told(1, 60, 2)), patient);
    await busy.call(answering(told(0, 60, 2)), patient);
    await busy.close();
    await redis.flushall();
    expect(await failureOf(idle.call(answering(undefined), impatient))).toBeInstanceOf(TurnTooFar);
    await redis.flushall();
    const fresh = gateWith({ limitPerMinute: 2 });
    expect(await failureOf(fresh.call(answering(undefined), { ...patient, patienceMs: 5_000 }))).toBeInstanceOf(
      TurnTooFar,
    );
  });

  it('that blocks after a 429 blocks every process until its reset', async () => {
    const [one, other] = [gateWith(), gateWith()];
    await one.call(answering(told(119)), patient);
    const error = await failureOf(one.call(failing(new CalcomThrottled(60_000, told(0))), patient));
    expect(error).toBeInstanceOf(CalcomThrottled);
    const turned = (await failureOf(other.call(answering(undefined), impatient))) as TurnTooFar;
    expect(turned).toBeInstanceOf(TurnTooFar);
    expect(turned.waitMs).toBeGreaterThan(30_000);
    const state = await other.state();
    expect(state.throttle.blockedForMs).toBeGreaterThan(30_000);
    expect(state.circuit).toBe('closed');
  });

  it('is kept in a Redis Cluster too', async () => {
    const node = await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] });
    const single = new Redis(node.url);
    await single.cluster('ADDSLOTSRANGE', 0, 16_383);
    await vi.waitFor(async () => expect(await single.cluster('INFO')).toContain('cluster_state:ok'), WAIT);
    const cluster = new Cluster([{ host: '127.0.0.1', port: node.port }]);
    onTestFinished(async () => {
      single.disconnect();
      cluster.disconnect();
      await node.stop();
    });
    const [one, other] = [
      gateWith({ redis: cluster, limitPerMinute: 2 }),
      gateWith({ redis: cluster, limitPerMinute: 2 }),
    ];
    await one.call(answering(told(1, 60, 2)), patient);
    await other.call(answering(told(0, 60, 2)), patient);
    expect(await failureOf(one.call(answering(undefined), impatient))).toBeInstanceOf(TurnTooFar);
    expect((await other.state()).throttle).toMatchObject({ remaining: 0, limit: 2 });
  });

  const channels = (): Promise<string[]> => redis.pubsub('CHANNELS', 'slotproof:*') as Promise<string[]>;
});

describe('waiting', () => {
  it('is in the order of priority', async () => {
    const gate = gateWith({ callsPerSecond: 20 });
    const probe = Promise.withResolvers<{ allowance: Allowance }>();
    const order: number[] = [];
    const begun = vi.fn(() => probe.promise);
    const first = gate.call(begun, patient);
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), WAIT);
    const rest = [3, 1, 4, 2, 1].map((priority) =>
      gate.call(
        async () => {
          order.push(priority);
          return { allowance: told(118 - order.length) };
        },
        { ...patient, priority },
      ),
    );
    probe.resolve({ allowance: told(119) });
    await Promise.all([first, ...rest]);
    expect(order).toEqual([1, 1, 2, 3, 4]);
  });

  it('ends when the signal is aborted, and leaves the turn to others', async () => {
    const gate = gateWith();
    const probe = Promise.withResolvers<{ allowance: Allowance }>();
    const first = gate.call(() => probe.promise, patient);
    const controller = new AbortController();
    const gone = failureOf(gate.call(answering(undefined), { ...patient, priority: 0, signal: controller.signal }));
    const stays = gate.call(answering(told(118)), patient);
    controller.abort(new Error('gone'));
    expect(await gone).toMatchObject({ message: 'gone' });
    probe.resolve({ allowance: told(119) });
    await Promise.all([first, stays]);
  });

  it('ends when the gate closes', async () => {
    const gate = gateWith();
    const probe = Promise.withResolvers<{ allowance: undefined }>();
    const begun = vi.fn(() => probe.promise);
    const first = gate.call(begun, patient);
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), WAIT);
    const waiting = failureOf(gate.call(answering(undefined), patient));
    await gate.close();
    expect(await waiting).toMatchObject({ message: 'The gate to Cal.com is closed' });
    probe.resolve({ allowance: undefined });
    await first;
  });

  it('never hangs on a Redis that is away', async () => {
    const own = await startRedis();
    const connection = new Redis(own.url, { maxRetriesPerRequest: null });
    connection.on('error', () => undefined);
    onTestFinished(async () => {
      connection.disconnect();
      await own.stop();
    });
    const gate = gateWith({ redis: connection });
    await gate.call(answering(told(119)), patient);
    await own.kill();
    await expect(gate.call(answering(undefined), patient)).rejects.toThrow(/Redis|closed|ECONNREFUSED/);
    await expect(gate.state()).rejects.toThrow(/Redis|closed|ECONNREFUSED/);
    await own.restart();
    await vi.waitFor(() => gate.call(answering(told(117)), patient), WAIT);
  });
});

describe('the circuit', () => {
  it('opens after so many failures in a row, and closes with the probe that succeeds', async () => {
    const gate = gateWith({ breaker: { failureThreshold: 3, cooldownMs: 1_000 } });
    for (let index = 0; index < 3; index++) await failureOf(gate.call(down, patient));
    expect(gate.transitions).toEqual(['open']);
    const refusedAt = performance.now();
    const error = await failureOf(gate.call(down, patient));
    if (performance.now() - refusedAt < 500) {
      expect(error).toBeInstanceOf(CircuitOpen);
      expect((error as CircuitOpen).retryAfterMs).toBeLessThanOrEqual(1_000);
      expect((await gate.state()).circuit).not.toBe('closed');
    }
    await vi.waitFor(() => gate.call(answering(told(100)), patient), WAIT);
    expect(gate.transitions.slice(-2)).toEqual(['half-open', 'closed']);
    expect((await gate.state()).circuit).toBe('closed');
  });

  it('stays open when the probe fails', async () => {
    const gate = gateWith({ breaker: { failureThreshold: 1, cooldownMs: 300 } });
    await failureOf(gate.call(down, patient));
    await vi.waitFor(async () => {
      const error = await failureOf(gate.call(down, patient));
      expect(error).toBeInstanceOf(CalcomUnavailable);
    }, WAIT);
    expect(gate.transitions).toEqual(['open', 'half-open', 'open']);
  });

  it('is one for all processes', async () => {
    const [one, other] = [gateWith(), gateWith()];
    await failureOf(one.call(down, patient));
    await failureOf(other.call(down, patient));
    await failureOf(one.call(down, patient));
    expect(await failureOf(other.call(down, patient))).toBeInstanceOf(CircuitOpen);
    expect([...one.transitions, ...other.transitions]).toEqual(['open']);
    const { circuit, circuitRetryAfterMs } = await other.state();
    expect(circuit).toBe('open');
    expect(circuitRetryAfterMs).toBeGreaterThan(30_000);
  });

  it('counts only failures in a row, and neither refusals nor 429 nor what we called off', async () => {
    const gate = gateWith();
    const refused = failing(new CalcomRefused(404, 'NotFoundException', 'no such event type', told(100)));
    const calledOff = failing(new DOMException('gone', 'AbortError'));
    for (const work of [down, down, refused, down, down, calledOff, answering(told(90)), down, down]) {
      await gate.call(work, patient).catch(() => undefined);
    }
    expect(gate.transitions).toEqual([]);
    await failureOf(gate.call(down, patient));
    expect(gate.transitions).toEqual(['open']);
  });

  it('lets no more calls begin than failures are left, until an answer comes', async () => {
    const gate = gateWith();
    await gate.call(answering(told(119)), patient);
    const calls: PromiseWithResolvers<{ allowance: Allowance }>[] = [];
    const running = Array.from({ length: 8 }, () =>
      gate
        .call(() => {
          const call = Promise.withResolvers<{ allowance: Allowance }>();
          calls.push(call);
          return call.promise;
        }, patient)
        .catch((error: unknown) => error),
    );
    await vi.waitFor(() => expect(calls).toHaveLength(3), WAIT);
    expect(await failureOf(gate.call(answering(undefined), impatient))).toBeInstanceOf(TurnTooFar);
    expect(calls).toHaveLength(3);
    for (const call of calls) call.reject(new CalcomUnavailable('network', 'gone'));
    const ends = await Promise.all(running);
    expect(ends.filter((end) => end instanceof CircuitOpen)).toHaveLength(5);
    expect(gate.transitions).toEqual(['open']);
  });

  it('that cannot be read, or was written by the version before, is closed', async () => {
    const settings = { failureThreshold: 2, cooldownMs: 1_000 };
    for (const stored of ['{', '{"ownState":7}', '{"ownState":{"value":1,"openedAt":0},"breakerState":3}']) {
      expect(await circuitAfter(stored, { kind: 'network' }, settings)).toMatchObject({ open: false, failures: 1 });
    }
  });

  it('stays closed however often one event type fails, and others are let through', async () => {
    const gate = gateWith();
    for (const work of [broken, broken, late, broken, broken, late]) await failureOf(gate.call(work, about(1)));
    await gate.call(answering(told(90)), about(2));
    for (let index = 0; index < 4; index++) await failureOf(gate.call(broken, about(1)));
    expect(gate.transitions).toEqual([]);
    // Another one that fails, without an answer in between.
    await failureOf(gate.call(broken, about(2)));
    expect(gate.transitions).toEqual(['open']);
  });

  it('opens when two event types fail, as soon as so many calls have', async () => {
    const gate = gateWith();
    await failureOf(gate.call(broken, about(1)));
    await failureOf(gate.call(late, about(2)));
    expect(gate.transitions).toEqual([]);
    await failureOf(gate.call(broken, about(1)));
    expect(gate.transitions).toEqual(['open']);
  });

  it('opens when the way to Cal.com fails, whatever was asked', async () => {
    const gate = gateWith();
    const astray = failing(new CalcomUnavailable('misdirected', 'a page'));
    for (const work of [down, astray, down]) await failureOf(gate.call(work, about(1)));
    expect(gate.transitions).toEqual(['open']);
  });

  it('heeds neither what fails for one question alone nor a wide range that is late', async () => {
    const gate = gateWith();
    for (let index = 0; index < 4; index++) {
      await failureOf(gate.call(broken, patient));
      await failureOf(gate.call(late, patient));
      await failureOf(gate.call(late, about(index, { timeoutCounts: false })));
    }
    expect(gate.transitions).toEqual([]);
    for (let index = 0; index < 3; index++) await failureOf(gate.call(down, patient));
    expect(gate.transitions).toEqual(['open']);
  });

  it('tells nothing of event types in Redis but a hash', async () => {
    const gate = gateWith();
    await failureOf(gate.call(broken, { ...patient, subject: 'user:anna/intro' }));
    const [state = ''] = await redis.keys('*:state');
    expect(JSON.stringify(await redis.hgetall(state))).toMatch(/tags/);
    expect(JSON.stringify(await redis.hgetall(state))).not.toContain('anna');
  });

  it('tells the call that probes it', async () => {
    const gate = gateWith({ breaker: { failureThreshold: 1, cooldownMs: 100 } });
    const probes: boolean[] = [];
    const probing = async (_signal: AbortSignal, probesCircuit: boolean) => {
      probes.push(probesCircuit);
      return { allowance: told(100) };
    };
    await gate.call(probing, patient);
    await failureOf(gate.call(down, patient));
    await vi.waitFor(() => gate.call(probing, patient), WAIT);
    await gate.call(probing, patient);
    expect(probes).toEqual([false, true, false]);
  });

  it('that Redis has lost is closed', async () => {
    const gate = gateWith({ breaker: { failureThreshold: 1, cooldownMs: 60_000 } });
    await failureOf(gate.call(down, patient));
    expect(await failureOf(gate.call(down, patient))).toBeInstanceOf(CircuitOpen);
    await redis.flushall();
    await gate.call(answering(told(100)), patient);
  });
});

describe("a machine's clock that is set back", () => {
  it('by an hour holds up neither those who wait nor those who come', async () => {
    const gate = gateWith({ limitPerMinute: 3 });
    const real = Date.now;
    onTestFinished(() => {
      Date.now = real;
    });
    await gate.call(answering(told(119)), patient);
    const slow = Promise.withResolvers<{ allowance: undefined }>();
    const underWay = gate.call(() => slow.promise, patient);
    Date.now = () => real() - 3_600_000;
    await gate.call(answering(told(117)), patient);
    slow.resolve({ allowance: undefined });
    await underWay;
  });

  it('loses none of those who wait', async () => {
    const gate = gateWith({ callsPerSecond: 20 });
    const real = Date.now;
    onTestFinished(() => {
      Date.now = real;
    });
    await gate.call(answering(told(119)), patient);
    const waiting = [4, 3, 2].map((priority) => gate.call(answering(undefined), { ...patient, priority }));
    Date.now = () => real() - 3_600_000;
    await Promise.all([...waiting, gate.call(answering(undefined), patient)]);
  });
});
