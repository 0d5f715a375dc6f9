/** Writes what is said of an answer. */
import type { VerificationAnswer } from '../queues/verifications/job.ts';
import { type Message, type Speech, speak } from '../speech/speak.ts';
import type { Listener } from '../speech/spoken_time.ts';
import type { EpochMs } from '../verification/time.ts';
import type { SpeechDocument } from './speech_schema.ts';
import { zonedText } from './zoned_time.ts';

/** To whom it is said. */
export interface Hearer {
  /** BCP 47. */
  readonly language: string;
  readonly listener: Listener;
}

/** What is said of a verification: its answer, the slot that is held for the caller, or that the answer is still to come. */
export interface SaidAnswer {
  readonly answer: VerificationAnswer | undefined;
  readonly held: EpochMs | undefined;
  /** Undefined where the first free slots were sought, and no time was named. */
  readonly requested: EpochMs | undefined;
}

/** What a message is said as. */
export const speechDocument = (message: Message, { language, listener }: Hearer): SpeechDocument =>
  written(speak(message, language, listener), listener.timeZone);

/** What is said of a verification. */
export const speechOfAnswer = (said: SaidAnswer, hearer: Hearer): SpeechDocument =>
  speechDocument(messageOf(said), hearer);

const messageOf = ({ answer, held, requested }: SaidAnswer): Message => {
  if (answer === undefined) return { sentence: 'later' };
  if (held !== undefined) return { sentence: 'held', about: held };
  if (answer.slot !== undefined) return { sentence: 'available', about: answer.slot.start };
  const options = answer.alternatives.map(({ slot }) => slot.start);
  if (options.length > 0) {
    return requested === undefined
      ? { sentence: 'offers', options }
      : { sentence: 'alternatives', about: requested, options };
  }
  return requested === undefined ? { sentence: 'nothingFree' } : { sentence: 'unavailable', about: requested };
};

const written = ({ language, text, parts }: Speech, timeZone: string): SpeechDocument => ({
  language,
  text,
  parts: parts.map(({ role, instant, day, time }) => ({ role, start: zonedText(instant, timeZone), day, time })),
});
