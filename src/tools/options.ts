/** What may be offered, each with its start and the words for it. */
import { type Hearer, speechDocument } from '../contract/speech_document.ts';
import { epochMs } from '../verification/time.ts';

/** A time that may be offered. */
export interface OfferedTime {
  readonly start: string;
  readonly said: string;
}

/** Writes them. */
export const sayOptions = (slots: readonly { readonly start: string }[], hearer: Hearer): OfferedTime[] =>
  slots.map(({ start }) => {
    const options = [epochMs(Date.parse(start))];
    const [part] = speechDocument({ sentence: 'offers', options }, hearer).parts;
    return { start, said: part === undefined ? start : `${part.day}, ${part.time}` };
  });
