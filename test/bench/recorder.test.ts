import { describe, expect, test } from 'vitest';
import { refusedCalls } from '../../bench/load/account_window.ts';
import { latencyOf, percentile } from '../../bench/load/percentile.ts';
import { callsSince, figuresOf, type Sample, timelineOf } from '../../bench/load/recorder.ts';
import { bucketsOf, serverQuantileMs } from '../../bench/load/server_latency.ts';
import { epochMs } from '../../src/verification/time.ts';

const answered = (at: number, latencyMs: number, hit: boolean, wrongOffers = 0): Sample => ({
  at,
  latencyMs,
  answer: { kind: 'answered', outcome: 'alternatives', offers: [epochMs(1), epochMs(2)], hit },
  wrongOffers,
  unbookableOffers: 0,
});
const failed = (at: number, reason: string): Sample => ({
  at,
  latencyMs: 3,
  answer: { kind: 'failed', reason },
  wrongOffers: 0,
  unbookableOffers: 0,
});

describe('percentiles', () => {
  test('are those of the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(latencyOf(hundred.toReversed())).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeUndefined();
    expect(latencyOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
  });
});

describe('the figures of a run', () => {
  const samples = [answered(0.5, 10, true), answered(1.5, 30, false, 1), failed(1.7, '429'), failed(3.2, '429')];
  const calls = [
    { at: 0.1, status: 200 },
    { at: 1.6, status: 429 },
    { at: 1.9, status: null },
  ];

  test('count hits, failures by reason, offers and calls, and tell the latency of what was answered', () => {
    expect(figuresOf(samples, calls, 4)).toEqual({
      requests: 4,
      seconds: 4,
      latency: { p50: 10, p95: 30, p99: 30, max: 30 },
      calcomCalls: 3,
      tooManyRequests: 1,
      hits: 1,
      failures: { 429: 2 },
      offers: 4,
      wrongOffers: 1,
      unbookableOffers: 0,
    });
  });

  test('in stretches cover all of the time and lose nothing', () => {
    const timeline = timelineOf(samples, calls, 1, 4);
    expect(timeline.map(({ from, until }) => [from, until])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(timeline.map(({ requests }) => requests)).toEqual([1, 2, 0, 1]);
    expect(timeline.map(({ failed: count }) => count)).toEqual([0, 1, 0, 1]);
    expect(timeline.map(({ calcomCalls }) => calcomCalls)).toEqual([1, 2, 0, 0]);
    expect(timeline.map(({ p50 }) => p50)).toEqual([10, 30, undefined, undefined]);
    expect(timeline.map(({ wrongOffers }) => wrongOffers)).toEqual([0, 1, 0, 0]);
  });

  test('leave out the calls of before', () => {
    const log = [990, 1_000, 2_500].map((at) => ({ at: epochMs(at), status: 200 }));
    expect(callsSince(log, 1_000)).toEqual([
      { at: 0, status: 200 },
      { at: 1.5, status: 200 },
    ]);
  });
});

describe('what the account would have been refused', () => {
  const spread = (count: number, everyMs: number, from = 0): number[] =>
    Array.from({ length: count }, (_, n) => from + n * everyMs);

  test('is nothing up to 120 calls in a window that begins with its first', () => {
    expect(refusedCalls(spread(120, 400))).toBe(0);
    expect(refusedCalls(spread(1_000, 600))).toBe(0);
    expect(refusedCalls([])).toBe(0);
  });

  test('is everything in the minute after the call that went over', () => {
    const over = spread(121, 100);
    const blockedUntil = 12_000 + 60_000;
    expect(refusedCalls(over)).toBe(1);
    expect(refusedCalls([...over, blockedUntil - 1, blockedUntil])).toBe(2);
  });
});

describe('the server’s own latency', () => {
  const metrics = (fast: number, all: number): string =>
    [
      `slotproof_http_request_duration_seconds_bucket{le="0.001",route="/v1/verifications",status="2xx"} ${fast}`,
      `slotproof_http_request_duration_seconds_bucket{le="0.002",route="/v1/verifications",status="2xx"} ${all}`,
      `slotproof_http_request_duration_seconds_bucket{le="+Inf",route="/v1/verifications",status="2xx"} ${all}`,
      `slotproof_http_request_duration_seconds_bucket{le="+Inf",route="/metrics",status="2xx"} 999`,
    ].join('\n');

  test('is that of what was answered in between', () => {
    const [before, after] = [bucketsOf(metrics(1_000, 1_000)), bucketsOf(metrics(1_000, 1_100))];
    expect(before).toHaveLength(3);
    expect(serverQuantileMs(0.5, before, after)).toBeCloseTo(1.5);
    expect(serverQuantileMs(0.5, before, before)).toBeUndefined();
    expect(serverQuantileMs(0.5, bucketsOf(''), before)).toBeCloseTo(0.5);
  });
});
