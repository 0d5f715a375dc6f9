/** The calls to a real Cal.com that were recorded, each with its answer. */
import { readFileSync } from 'node:fs';

/** One call. */
export interface RecordedCall {
  /** Its place in the order in which they were made. */
  readonly n: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Read already; an empty text where there was none. */
    readonly body: unknown;
  };
}

const RECORDS = new URL('../../fixtures/calcom-recordings/api-v2.jsonl', import.meta.url);

/** Those to `GET /v2/slots` and whatever else has its path, in their order. */
export const recordedSlotsCalls = (): readonly RecordedCall[] =>
  readFileSync(RECORDS, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Omit<RecordedCall, 'response'> & Partial<RecordedCall> => JSON.parse(line))
    // The rest are webhooks, to which it was not Cal.com that answered.
    .filter((record): record is RecordedCall => record.response !== undefined)
    .filter(({ request }) => /^(\/api)?\/v2\/slots\/?$/.test(request.path.split('?')[0] ?? ''));
