/** The recordings of a real Cal.com API v2; see the README beside them. */
import { readFileSync } from 'node:fs';

export type Recorded = {
  n: number;
  label: string;
  at: string;
  request: { method: string; path: string; headers: Record<string, string>; body?: unknown };
  response: { status: number; headers: Record<string, string>; body: unknown };
};

export type RecordedWebhook = {
  at: string;
  request: { path: string; headers: Record<string, string>; body: Record<string, unknown> };
  probeInsideHandler?: { status: number; body: unknown };
};

const LINES = readFileSync(new URL('../../fixtures/calcom-recordings/api-v2.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as (Recorded | RecordedWebhook) & { label: string });

/** Requests and answers, in the order in which they were asked. */
export const RECORDED = LINES.filter((line): line is Recorded => 'response' in line);

/** Webhooks as they came. */
export const WEBHOOKS = LINES.filter((line): line is RecordedWebhook & { label: string } => !('response' in line));
