/** What is counted of the service itself between the beginning and the end of a run, as k6 metrics, and what each has to be. */
import { Counter, Gauge, Trend } from 'k6/metrics';
import { serverQuantileMs } from '../load/server_latency.ts';
import type { Thresholds } from './answer_metrics.ts';
import type { ServiceFigures } from './service_figures.ts';
import type { Settings } from './settings.ts';

const calcomCalls = new Counter('slotproof_calcom_calls');
const callsLastHour = new Gauge('slotproof_calls_last_hour');
const serverP50 = new Trend('slotproof_server_p50', true);
const serverP99 = new Trend('slotproof_server_p99', true);

/**
 * Counts the calls that callers waited for. Not the sum of the answers' `Slotproof-Calcom-Calls`: callers who share a call are all
 * told of it, so that sum is a hundred for one call. The service's own count is of a sliding hour, and what leaves it meanwhile hides
 * what comes: this is true only of runs that are short beside an hour.
 */
export const countCallerCalls = (before: ServiceFigures, after: ServiceFigures): void => {
  calcomCalls.add(Math.max(0, after.callerCallsLastHour - before.callerCallsLastHour));
};

/** Tells the calls of the hour that ends now. */
export const countCallsLastHour = (after: ServiceFigures): void => callsLastHour.add(after.callsLastHour);

/**
 * Tells how long the answers took in the server, network and k6 left out: from the histogram of one api process, interpolated within its
 * buckets. With several processes behind one address the two looks may be at different ones, and then nothing is told.
 */
export const countServerTime = (before: ServiceFigures, after: ServiceFigures): void => {
  if (before.process !== after.process) {
    console.warn('No times of the server: /metrics was answered by two api processes.');
    return;
  }
  const [earlier, later] = [before, after].map(({ buckets }) =>
    buckets.map(({ upperBound, count }) => ({ upperBound: upperBound ?? Infinity, count })),
  );
  const [p50, p99] = [0.5, 0.99].map((fraction) => serverQuantileMs(fraction, earlier ?? [], later ?? []));
  if (p50 === undefined || p99 === undefined) return;
  serverP50.add(p50);
  serverP99.add(p99);
};

/** So many calls that callers waited for, at the most. @param least where a run that made none has proved nothing */
export const callsHold = (most: number, least?: number): Thresholds => ({
  slotproof_calcom_calls: [`count<=${most}`, ...(least === undefined ? [] : [`count>=${least}`])],
});

/** The calls of an hour. */
export const hourHolds = ({ callsPerHour }: Settings): Thresholds => ({
  slotproof_calls_last_hour: [`value<${callsPerHour}`],
});

/** The answers' time in the server, in ms. */
export const serverTimeHolds = (): Thresholds => ({
  slotproof_server_p50: ['max<1'],
  slotproof_server_p99: ['max<5'],
});
