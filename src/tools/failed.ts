/** What goes wrong, in words that say what to do: to the model where its arguments are wrong, to the caller where nobody can help it now. */
import { z } from 'zod';
import { speak } from '../speech/speak.ts';
import type { EpochMs } from '../verification/time.ts';
import type { ToolResult } from './tool.ts';

const problemSchema = z.object({
  status: z.int(),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string().optional(), reason: z.string() })).optional(),
});

/** The fields of the api, by what the tools call them. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['/eventTypeId', 'event_type'],
  ['/timeZone', 'time_zone'],
  ['/duration', 'duration_minutes'],
  ['/attendee/email', 'email'],
  ['/attendee/phoneNumber', 'phone_number'],
  ['/attendee/name', 'name'],
  ['/attendee', 'email or phone_number'],
  ['/holdId', 'hold_id'],
]);

/** The result for a call whose arguments are wrong. */
export const faultResult = (words: string): ToolResult => ({
  say: words,
  output: { outcome: 'error' },
  isError: true,
});

/** The result where the api answers with a problem. @param body the problem, or whatever else came, or nothing */
export const failedResult = (body: unknown, language: string, now: EpochMs): ToolResult => {
  const problem = problemSchema.safeParse(body).data;
  if (problem === undefined || problem.status >= 500 || problem.status === 429) {
    const listener = { timeZone: 'UTC', usualZone: undefined, now, style: 'clock' } as const;
    return faultResult(speak({ sentence: 'failed' }, language, listener).text);
  }
  const { title, detail, errors = [] } = problem;
  const faults = errors.map(({ pointer = '', reason }) => `${ARGUMENTS.get(pointer) ?? pointer.slice(1)} ${reason}`);
  return faultResult(`${faults.length > 0 ? faults.join('; ') : (detail ?? title)}. Correct it and call again.`);
};
