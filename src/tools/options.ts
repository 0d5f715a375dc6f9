/** What may be offered, each with its start and the words for it. */
import type { SpeechDocument } from '../contract/speech_schema.ts';

/** The most that a caller keeps in mind. */
export const MOST_OFFERED = 3;

/** A time that may be offered. */
export interface OfferedTime {
  readonly start: string;
  readonly said: string;
}

/** The times that a sentence offers, in their order. */
export const offeredIn = ({ parts }: SpeechDocument): OfferedTime[] =>
  parts.filter(({ role }) => role === 'option').map(({ start, day, time }) => ({ start, said: `${day}, ${time}` }));
