/** Writes what is said of an answer. */
import type { SpokenTo } from '../queues/job_queue/spoken_to.ts';
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

/** Who hears an answer. @param timeZone of the question @param now when it is answered */
export const hearerOf = ({ language, style, usualZone }: SpokenTo, timeZone: string, now: EpochMs): Hearer => ({
  language,
  listener: { timeZone, usualZone, now, style },
});

/** What a message is said as. */
export const speechDocument = (message: Message, { language, listener }: Hearer): SpeechDocument =>
  written(speak(message, language, listener), listener.timeZone);

/** A document with what is said of it, where somebody hears it. @param messageOf is asked only then */
export const withSpeech = <Document extends object>(
  document: Document,
  messageOf: () => Message,
  hearer: Hearer | undefined,
): Document | (Document & { readonly speech: SpeechDocument }) =>
  hearer === undefined ? document : { ...document, speech: speechDocument(messageOf(), hearer) };

const written = ({ language, text, parts }: Speech, timeZone: string): SpeechDocument => ({
  language,
  text,
  parts: parts.map(({ role, instant, day, time }) => ({ role, start: zonedText(instant, timeZone), day, time })),
});
