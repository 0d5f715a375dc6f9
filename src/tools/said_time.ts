/** One certain time that an argument names: as a tool answered with it, or in the words of the caller after all. */
import { hearerOf } from '../contract/speech_document.ts';
import type { EpochMs } from '../verification/time.ts';
import { ArgumentFault, languageOf, requiredTextOf } from './arguments.ts';
import { spokenResult, type ToolCaller, type ToolResult } from './tool.ts';

/** The time, or what to ask back. @throws {ArgumentFault} where there is none, or whole days are named */
export const timeOf = async (
  args: Readonly<Record<string, unknown>>,
  name: string,
  timeZone: string,
  { now, usualZone }: ToolCaller,
): Promise<EpochMs | ToolResult> => {
  const said = requiredTextOf(args, name, 'take it from check_slot or find_slots.');
  const language = languageOf(args);
  // Loaded by the first call: what lists the tools need not wait for chrono.
  const [{ readWhen }, { clarification }] = await Promise.all([
    import('../when/read_when.ts'),
    import('../contract/said_question.ts'),
  ]);
  const reading = readWhen(said, { language, timeZone, now });
  if (reading.kind === 'time') return reading.instant;
  if (reading.kind === 'days') throw new ArgumentFault(`${name} must be one time: find one by find_slots first.`);
  const { speech } = clarification(reading, hearerOf({ language, style: 'clock', usualZone }, timeZone, now));
  return spokenResult(speech, { outcome: 'needs_clarification' });
};
