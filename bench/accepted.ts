/**
 * `npm run bench:accepted`: what an accepted 202 costs where Redis leaves its AOF to the operating system, has it written to the disk once a second,
 * or before each answer (`appendfsync` `no`, `everysec`, `always`). One caller after the other, and sixteen at once; each asks about an event type that
 * nobody has asked for, and is to be called back. No worker runs: what is accepted only queues. The three take turns within each round, so that what
 * else the machine does meets all of them, and a round's figures are held against its own `no`. Nothing here passes or fails.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { latencyOf, median, percentile } from './load/percentile.ts';
import { startSlotproofWorld } from './world.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '48' }, rounds: { type: 'string', default: '101' } },
});
const requests = Number(values.requests);

const MODES = ['no', 'everysec', 'always'] as const;
type Mode = (typeof MODES)[number];

const world = await startSlotproofWorld({
  calcom: { seed: 'accepted', latencyMs: '3-8', rateLimit: 100_000 },
  durable: true,
  slotproofEnv: {
    CALLBACK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
  },
});
const { redis, webhooks, killWorker } = world.contender;
await killWorker();
const client = new Redis(redis.url);
const url = new URL('/v1/verifications', webhooks.url);
const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T14:00`;
let eventTypeId = 10_000;

/** @returns how long it took, in ms @throws {Error} when it was not accepted */
const accept = async (): Promise<number> => {
  const callbackUrl = 'http://127.0.0.1:9/';
  const body = JSON.stringify({ eventTypeId: eventTypeId++, start, timeZone: 'Europe/Berlin', callbackUrl });
  const began = performance.now();
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.text();
  if (response.status !== 202) throw new Error(`${response.status} and not 202`);
  return performance.now() - began;
};

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

const measure = async (callers: number): Promise<Figures> => {
  const waits: number[] = [];
  const call = async (): Promise<void> => {
    for (let number = 0; number < requests / callers; number++) waits.push(await accept());
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, call));
  const { p50, p99 } = latencyOf(waits);
  return { p50, p99, perSecond: (1000 * waits.length) / (performance.now() - began) };
};

/** What one write of 4 kB to this disk takes until it is on it, in ms. */
const fsyncMs = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'slotproof-fsync-'));
  const file = openSync(join(folder, 'written'), 'w');
  const waits = Array.from({ length: 200 }, () => {
    const began = performance.now();
    writeSync(file, Buffer.alloc(4_096));
    fsyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(waits);
};

/** The middle one, and between which values the true middle lies in 95 of 100 such runs (by the order of the values alone). */
const middle = (all: readonly number[]): string => {
  const ascending = all.toSorted((one, other) => one - other);
  const off = 0.98 / Math.sqrt(all.length);
  const at = (fraction: number): string => (percentile(ascending, fraction) ?? Number.NaN).toFixed(2);
  return `${at(0.5)} (${at(0.5 - off)} to ${at(0.5 + off)})`;
};

console.log(`An fsync of 4 kB takes ${fsyncMs().toFixed(2)} ms here.`);
await measure(16);
for (const callers of [1, 16]) {
  const figures: Record<Mode, Figures[]> = { no: [], everysec: [], always: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    // None is always the first.
    for (let turn = 0; turn < MODES.length; turn++) {
      const mode = MODES[(round + turn) % MODES.length] ?? 'no';
      await client.config('SET', 'appendfsync', mode);
      figures[mode].push(await measure(callers));
    }
  }
  const over = (mode: Mode, value: (of: Figures) => number): readonly number[] =>
    figures[mode].map((of, round) => value(of) / value(figures.no[round] ?? of));
  for (const mode of MODES) {
    const p50 = median(figures[mode].map((of) => of.p50));
    const p99 = median(figures[mode].map((of) => of.p99));
    console.log(
      `${mode.padEnd(8)} ${String(callers).padStart(2)} at once: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(0)} ms; of the no beside it ` +
        `p50 ${middle(over(mode, (of) => of.p50))}, accepted a second ${middle(over(mode, (of) => of.perSecond))}`,
    );
  }
}
client.disconnect();
await world.stop();
