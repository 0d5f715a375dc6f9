import { z } from 'zod';
import { readInstant } from './iso_date.ts';
import type { SimulatorOptions } from './simulator.ts';

/** How the simulator's own process is set up. */
export type SimulatorSettings = { readonly port: number; readonly host: string; readonly options: SimulatorOptions };

const schema = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(3010),
  SIMULATOR_HOST: z.string().min(1).default('127.0.0.1'),
  /** Decides every calendar. */
  SIMULATOR_SEED: z.string().min(1).default('slotproof'),
  /** Bounds in ms, `300-800`, or one number; 0 is none. */
  SIMULATOR_LATENCY_MS: z
    .string()
    .regex(/^\d{1,6}(-\d{1,6})?$/, 'must be a number of ms or two, such as 300-800')
    .default('300-800'),
  /** Requests a minute and credential. */
  SIMULATOR_RATE_LIMIT: z.coerce.number().int().min(1).default(120),
  /** For how many ms a slots answer is kept for the same query, as Cal.com does; 0 for not at all. */
  SIMULATOR_SLOTS_CACHE_MS: z.coerce.number().int().min(0).max(3_600_000).default(2_000),
  /** Added to the latency for each day asked for and each host, in ms. */
  SIMULATOR_LATENCY_PER_DAY_MS: z.coerce.number().int().min(0).max(600_000).default(0),
  /** How many of the generated event types the account lists. */
  SIMULATOR_GENERATED_LISTED: z.coerce.number().int().min(0).max(9_000).default(0),
  /** With 1, no host has any free time. */
  SIMULATOR_FULL: z.enum(['0', '1']).default('0'),
  SIMULATOR_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SIMULATOR_WEBHOOK_SECRET: z.string().optional(),
  /** ISO 8601; the simulator's clock starts there instead of now, and runs on. */
  SIMULATOR_EPOCH: z.string().optional(),
});

/** Reads the environment. Throws an Error whose message names everything that is wrong. */
export function readSettings(environment: NodeJS.ProcessEnv): SimulatorSettings {
  // A variable that is set to nothing, as compose files do, is not set.
  const set = Object.entries(environment).filter(([, value]) => value !== '');
  const result = schema.safeParse(Object.fromEntries(set));
  if (!result.success) {
    throw new Error(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  }
  const settings = result.data;
  const [minMs = 0, maxMs = minMs] = settings.SIMULATOR_LATENCY_MS.split('-').map(Number);
  if (minMs > maxMs) throw new Error('SIMULATOR_LATENCY_MS: the lower bound is above the upper one');
  const url = settings.SIMULATOR_WEBHOOK_URL;
  return {
    port: settings.SIMULATOR_PORT,
    host: settings.SIMULATOR_HOST,
    options: {
      seed: settings.SIMULATOR_SEED,
      clock: clockFrom(settings.SIMULATOR_EPOCH),
      latency: { minMs, maxMs, perDayMs: settings.SIMULATOR_LATENCY_PER_DAY_MS },
      slotsCacheMs: settings.SIMULATOR_SLOTS_CACHE_MS,
      rateLimit: { limit: settings.SIMULATOR_RATE_LIMIT },
      account: { generatedListed: settings.SIMULATOR_GENERATED_LISTED },
      fullyBooked: settings.SIMULATOR_FULL === '1',
      webhooks: url === undefined ? [] : [{ url, secret: settings.SIMULATOR_WEBHOOK_SECRET }],
    },
  };
}

function clockFrom(epoch: string | undefined): () => number {
  if (epoch === undefined) return Date.now;
  const start = readInstant(epoch);
  if (start === undefined) throw new Error('SIMULATOR_EPOCH: must be an ISO 8601 instant');
  const lag = start - Date.now();
  return () => Date.now() + lag;
}
