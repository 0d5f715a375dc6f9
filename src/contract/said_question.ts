/**
 * A question that is put as people put it, turned into the fields of one that programs put. It stands apart from
 * `verification_request.ts`, and is loaded when the first such question comes: chrono and the tables are nothing that other questions should wait for.
 */
import { z } from 'zod';
import type { SentenceName } from '../speech/tongue.ts';
import { isTimeZone, readRequestedTime } from '../verification/requested_time.ts';
import type { EpochMs } from '../verification/time.ts';
import { type Hearing, readWhen } from '../when/read_when.ts';
import type { WhenReading } from '../when/when_reading.ts';
import { type BodyFault, faultsOfIssues, reasonOfIssue } from './body_fault.ts';
import { type Hearer, speechDocument } from './speech_document.ts';
import { type ClarificationDocument, saidShape } from './speech_schema.ts';
import { zonedText } from './zoned_time.ts';

/** What a body asks: the fields of a verification, and who hears the answer; what to ask back; or what is wrong with it. */
export type SaidReading =
  | {
      readonly kind: 'asked';
      readonly body: Readonly<Record<string, unknown>>;
      /** Undefined where no sentence is asked for. */
      readonly hearer: Hearer | undefined;
      readonly requested: EpochMs | undefined;
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
    return { kind: 'asked', body: fields, hearer: undefined, requested: undefined };
  }
  const spoken = language ?? DEFAULT_LANGUAGE;
  const hearer: Hearer = {
    language: spoken,
    listener: { timeZone, usualZone, now, style: speechStyle ?? 'clock' },
  };
  const asked = (more: Readonly<Record<string, unknown>>, requested: EpochMs | undefined): SaidReading => ({
    kind: 'asked',
    body: { ...fields, ...more },
    hearer: language === undefined ? undefined : hearer,
    requested,
  });
  if (when === undefined) {
    const time = typeof start === 'string' ? readRequestedTime(start, timeZone) : undefined;
    return asked({}, time?.ok === true ? time.instant : undefined);
  }
  const hearing: Hearing = { language: spoken, timeZone, now };
  const reading = readWhen(when, hearing);
  switch (reading.kind) {
    case 'unclear':
      return { kind: 'unclear', document: clarification(reading, hearer) };
    case 'time':
      return asked({ start: zonedText(reading.instant, timeZone) }, reading.instant);
    case 'days': {
      const { from, until, partOfDay, hours } = reading;
      return asked(
        {
          from,
          ...(until === undefined ? {} : { until }),
          ...(partOfDay === undefined ? {} : { partOfDay }),
          ...(hours === undefined ? {} : { businessHours: { ...hours, days: EVERY_DAY } }),
        },
        undefined,
      );
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
