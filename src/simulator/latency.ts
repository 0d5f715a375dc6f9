// How long an answer takes. Waiting times of services are skewed to the right, so they are drawn from a log-normal distribution.

import type { Random } from './random.ts';

/** How much longer an answer takes for each day asked for and each host whose calendar is read, in ms; nothing unless told. */
type Growth = { readonly perDayMs?: number | undefined };

/**
 * The distribution, in ms: between two bounds (90 % fall inside by themselves, the rest is moved to the nearer bound), or by its
 * median and 95th percentile (twice the median unless told) with a long tail.
 */
export type Latency =
  | 'none'
  | (Growth & { readonly minMs: number; readonly maxMs: number })
  | (Growth & { readonly medianMs: number; readonly p95Ms?: number | undefined });

const P95 = 1.645;

/** Draws one waiting time in ms for an answer that took so many host-days of looking. */
export function drawLatency(latency: Latency, random: Random, hostDays = 0): number {
  if (latency === 'none') return 0;
  return drawn(latency, random) + Math.round((latency.perDayMs ?? 0) * hostDays);
}

function drawn(latency: Exclude<Latency, 'none'>, random: Random): number {
  const deviate = standardNormal(random);
  if ('medianMs' in latency) {
    const spread = Math.log((latency.p95Ms ?? latency.medianMs * 2) / latency.medianMs) / P95;
    return Math.round(latency.medianMs * Math.exp(spread * deviate));
  }
  const { minMs, maxMs } = latency;
  if (maxMs === 0) return 0;
  const low = Math.max(1, minMs);
  const spread = Math.log(maxMs / low) / (2 * P95);
  return Math.min(maxMs, Math.max(minMs, Math.round(Math.sqrt(low * maxMs) * Math.exp(spread * deviate))));
}

/** Box and Muller's way from two uniform numbers to a normal one. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
