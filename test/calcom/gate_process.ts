/**
 * A worker process of the tests: makes calls through a gate of its own, as many at once as it is told, until it is stopped. Its
 * settings are JSON in `GATE`; it writes one JSON line for each call's end and each transition.
 */
import { Redis } from 'ioredis';
import { createCallGate } from '../../src/calcom/call_gate.ts';
import { CircuitOpen, TurnTooFar } from '../../src/calcom/errors.ts';
import { createSlotsClient } from '../../src/calcom/slots_client.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs, utcDay, utcDayOf } from '../../src/verification/time.ts';
import { FLEET_CREDENTIAL } from './fleet_credential.ts';

/** What such a process is told. */
export interface GateProcessSettings {
  readonly redisUrl: string;
  readonly calUrl: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly callsPerSecond: number;
  readonly cooldownMs: number;
  readonly atOnce: number;
  readonly patienceMs: number;
}

const settings = JSON.parse(process.env.GATE ?? '') as GateProcessSettings;
const clock = () => epochMs(Date.now());
const write = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const redis = new Redis(settings.redisUrl);
redis.on('error', () => undefined);
const gate = createCallGate({
  redis,
  credential: FLEET_CREDENTIAL,
  limitPerMinute: settings.limit,
  windowMs: settings.windowMs,
  callsPerSecond: settings.callsPerSecond,
  breaker: { failureThreshold: 3, cooldownMs: settings.cooldownMs },
  clock,
  logger: createLogger('worker', 'silent'),
  onTransition: (circuit) => write({ circuit }),
});
const client = createSlotsClient({
  apiUrl: settings.calUrl,
  apiKey: FLEET_CREDENTIAL,
  apiVersion: '2024-09-04',
  timeoutMs: 20_000,
  clock,
});

const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const from = utcDay(utcDayOf(Date.now()) + 1);
const rangeOf = (eventTypeId: number) => ({ eventType: { eventTypeId }, from, until: from });

/** Always wants another call, as a worker whose queue never empties. */
const work = async (_: undefined, index: number): Promise<void> => {
  // Processes ask for different event types, as one that fails alone is no outage.
  const eventTypeId = 1_000 + ((process.pid * settings.atOnce + index) % 500);
  while (!stopping.signal.aborted) {
    try {
      await gate.call((signal) => client.fetchSlots(rangeOf(eventTypeId), signal), {
        priority: 1,
        patienceMs: settings.patienceMs,
        signal: stopping.signal,
        subject: `id:${eventTypeId}`,
      });
      write({ end: 'answered' });
    } catch (error) {
      const name = error instanceof Error ? error.name : String(error);
      if (stopping.signal.aborted) return;
      write({ end: name });
      if (error instanceof TurnTooFar) await pause(Math.min(100, error.waitMs));
      else if (error instanceof CircuitOpen) await pause(Math.min(20, error.retryAfterMs));
      else await pause(20);
    }
  }
};

write({ ready: true });
await Promise.all(Array.from<undefined, Promise<void>>({ length: settings.atOnce }, work));
await gate.close();
redis.disconnect();
