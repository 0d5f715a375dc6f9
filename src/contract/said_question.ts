/**
 * A question that is put as people put it, turned into the fields of one that programs put. It stands apart from
 * `verification_request.ts`, and is loaded when the first such question comes: chrono and the tables are nothing that other questions should wait for.
 */
import { z } from 'zod';
import type { SpokenTo } from '../queues/job_queue/spoken_to.ts';
import type { SentenceName } from '../speech/tongue.ts';
import { isTimeZone } from '../verification/requested_time.ts';
import type { EpochMs } from '../verification/time.ts';
import { type Hearing, readWhen } from '../when/read_when.ts';
import type { WhenReading } from '../when/when_reading.ts';
import { type BodyFault, faultsOfIssues, reasonOfIssue } from './body_fault.ts';
import { type Hearer, hearerOf, speechDocument } from './speech_document.ts';
import { type ClarificationDocument, saidShape, spokenToOf } from './speech_schema.ts';
import { zonedText } from './zoned_time.ts';

/** What a body asks: the fields of a verification, and how the answer is spoken; what to ask back; or what is wrong with it. */
export type SaidReading =
  | {
      readonly kind: 'asked';
      readonly body: Readonly<Record<string, unknown>>;
      /** Undefined where no sentence is asked for. */
      readonly spokenTo: SpokenTo | undefined;
    }
  | { readonly kind: 'unclear'; readonly document: ClarificationDocument }
  | { readonly kind: 'faults'; readonly faults: readonly BodyFault[] };

const saidSchema = z.looseObject({ ...saidShape, timeZone: z.string().optional(), start: z.unknown().optional() });

const DEFAULT_LANGUAGE = 'en';
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Reads a body with `when` or `language`. @param usualZone the zone that goes without saying */
export const readSaidQuestion = (body: object, now: EpochMs, usualZone: string | undefined): SaidReading => {
  const parsed = saidSchema.safeParse(body, { error: reasonOfIssue });
  if (!parsed.success) return { kind: 'faults', faults: faultsOfIssues(parsed.error.issues, 'a verification') };
  const { when, language, speechStyle, ...fields } = parsed.data;
  const { timeZone, start } = fields;
  if (when !== undefined && start !== undefined) {
    return { kind: 'faults', faults: [{ pointer: '/when', reason: 'must not be given together with start' }] };
  }
  // What is wrong with the zone is found with everything else that is.
  if (timeZone === undefined || !isTimeZone(timeZone)) {
    return { kind: 'asked', body: fields, spokenTo: undefined };
  }
  const asked = (more: Readonly<Record<string, unknown>>): SaidReading => ({
    kind: 'asked',
    body: { ...fields, ...more },
    spokenTo: spokenToOf({ language, speechStyle }, usualZone),
  });
  if (when === undefined) return asked({});
  const spoken: SpokenTo = { language: language ?? DEFAULT_LANGUAGE, style: speechStyle ?? 'clock', usualZone };
  const hearing: Hearing = { language: spoken.language, timeZone, now };
  const reading = readWhen(when, hearing);
  switch (reading.kind) {
    case 'unclear':
      return { kind: 'unclear', document: clarification(reading, hearerOf(spoken, timeZone, now)) };
    case 'time':
      return asked({ start: zonedText(reading.instant, timeZone) });
    case 'days': {
      const { from, until, partOfDay, hours } = reading;
      return asked({
        from,
        ...(until === undefined ? {} : { until }),
        ...(partOfDay === undefined ? {} : { partOfDay }),
        ...(hours === undefined ? {} : { businessHours: { ...hours, days: EVERY_DAY } }),
      });
    }
  }
};

type Unclear = Extract<WhenReading, { kind: 'unclear' }>;

const QUESTIONS: Readonly<Record<Unclear['why'], SentenceName>> = {
  nothing: 'askDayAndTime',
  day: 'askDay',
  date: 'askOtherDate',
  past: 'askOtherTime',
  several: 'askOne',
};

/** What to ask back. */
export const clarification = ({ why, understood, dates }: Unclear, hearer: Hearer): ClarificationDocument => {
  const speech = speechDocument({ sentence: dates.length > 1 ? 'askWhichDate' : QUESTIONS[why], dates }, hearer);
  return {
    status: 'unclear',
    outcome: 'needs_clarification',
    why,
    question: speech.text,
    understood,
    dates: [...dates],
    speech,
  };
};
