/** What the service says of itself at `GET /metrics`: the fleet's calls to Cal.com, and how long one api process takes. */
import { get } from 'k6/http';
import type { Bucket } from '../../src/telemetry/histogram_quantile.ts';
import { bucketsOf } from '../load/server_latency.ts';
import type { Settings } from './settings.ts';
import { authorization } from './verify.ts';

/** The figures at one moment. Plain, as k6 hands what `setup` returns to `teardown` as JSON. */
export interface ServiceFigures {
  /** Calls of the last 60 minutes that a caller waited for. */
  readonly callerCallsLastHour: number;
  /** All calls of the last 60 minutes. */
  readonly callsLastHour: number;
  /** Which api process answered; its histogram is its own. */
  readonly process: string;
  /** How long its answers of `POST /v1/verifications` took since it began. JSON has no infinity: the last bound comes to `teardown` as null. */
  readonly buckets: readonly (Omit<Bucket, 'upperBound'> & { readonly upperBound: number | null })[];
}

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;

/** Reads them. @throws where they cannot be had, with what to do about it */
export const readServiceFigures = ({ baseUrl, apiKey }: Settings): ServiceFigures => {
  const response = get(`${baseUrl}/metrics`, {
    headers: authorization(apiKey),
    tags: { name: 'GET /metrics' },
  });
  if (response.status === 401) throw new Error(`${baseUrl}/metrics wants a key: set API_KEY.`);
  if (response.status !== 200) {
    throw new Error(`${baseUrl}/metrics does not answer (${response.status || response.error}): is BASE_URL right?`);
  }
  const calls = new Map<string, number>();
  let startedAt = '';
  for (const line of String(response.body).split('\n')) {
    const [, name, labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (name === 'process_start_time_seconds') startedAt = value;
    if (name === 'slotproof_calcom_calls_last_hour') calls.set(label(labels, 'reason'), Number(value));
  }
  const callerCallsLastHour = calls.get('caller');
  if (callerCallsLastHour === undefined) throw new Error(`${baseUrl}/metrics tells no calls: is its Redis up?`);
  return {
    callerCallsLastHour,
    callsLastHour: [...calls.values()].reduce((sum, count) => sum + count, 0),
    process: startedAt,
    buckets: bucketsOf(String(response.body)),
  };
};

const label = (labels: string, name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
