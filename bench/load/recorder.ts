/** Keeps every request of a run, and sums them up. */
import type { CalcomCall } from '../calcom.ts';
import type { Answer } from '../contender.ts';
import type { Figures, TimelinePoint } from '../figures.ts';
import { latencyOf, percentile } from './percentile.ts';

/** One request, answered or not. */
export interface Sample {
  /** When it was made, in seconds from the beginning of the run. */
  readonly at: number;
  readonly latencyMs: number;
  readonly answer: Answer;
  /** How many of the slots that it offers Cal.com did not list to this caller when the answer came. */
  readonly wrongOffers: number;
  /** How many of the slots that it offers could not be booked then. */
  readonly unbookableOffers: number;
}

/** A call of a contender's, in seconds from the beginning of the run. */
export interface TimedCall {
  readonly at: number;
  readonly status: number | null;
}

/** Calls since an instant (epoch ms), by the seconds that had passed then. */
export const callsSince = (calls: readonly CalcomCall[], began: number): readonly TimedCall[] =>
  calls.filter(({ at }) => at >= began).map(({ at, status }) => ({ at: (at - began) / 1000, status }));

/** What requests come to. @param seconds of real time that they took together */
export const figuresOf = (samples: readonly Sample[], calls: readonly TimedCall[], seconds: number): Figures => {
  const failures: Record<string, number> = {};
  const latencies: number[] = [];
  let hits = 0;
  let offers = 0;
  for (const { answer, latencyMs } of samples) {
    if (answer.kind === 'failed') {
      failures[answer.reason] = (failures[answer.reason] ?? 0) + 1;
      continue;
    }
    latencies.push(latencyMs);
    if (answer.hit) hits++;
    offers += answer.offers.length;
  }
  return {
    requests: samples.length,
    seconds,
    latency: latencyOf(latencies),
    calcomCalls: calls.length,
    tooManyRequests: calls.filter(({ status }) => status === 429).length,
    hits,
    failures,
    offers,
    wrongOffers: samples.reduce((sum, { wrongOffers }) => sum + wrongOffers, 0),
    unbookableOffers: samples.reduce((sum, { unbookableOffers }) => sum + unbookableOffers, 0),
  };
};

/** The same, in stretches of so many seconds from 0 until `end`. */
export const timelineOf = (
  samples: readonly Sample[],
  calls: readonly TimedCall[],
  stretch: number,
  end: number,
): readonly TimelinePoint[] =>
  Array.from({ length: Math.ceil(end / stretch) }, (_, index) => {
    const from = index * stretch;
    const until = from + stretch;
    const within = <T extends { readonly at: number }>(items: readonly T[]): readonly T[] =>
      items.filter(({ at }) => at >= from && at < until);
    const some = within(samples);
    const answered = some.filter(({ answer }) => answer.kind === 'answered');
    const latencies = answered.map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
    return {
      from,
      until,
      requests: some.length,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      failed: some.length - answered.length,
      wrongOffers: some.reduce((sum, { wrongOffers }) => sum + wrongOffers, 0),
      calcomCalls: within(calls).length,
    };
  });
