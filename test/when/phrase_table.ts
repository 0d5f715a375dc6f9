/** The tables of phrases, all said on Wednesday, 25 November 2026, at ten in the morning. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWhen } from '../../src/when/read_when.ts';
import type { WhenReading } from '../../src/when/when_reading.ts';
import { epochMs } from '../../src/verification/time.ts';

/** A phrase, and what it means: a local time, days with a part or hours, `soonest`, or `?` and why it is unclear. */
export interface Phrase {
  readonly language: string;
  readonly phrase: string;
  readonly reading: string;
}

/** Where it is said: English across the Atlantic, where 12/3 is the third of December. */
const zoneOf = (language: string): string => (language === 'en' ? 'America/New_York' : 'Europe/Berlin');

const SAID_AT = Temporal.PlainDateTime.from('2026-11-25T10:00');

/** Reads a table. */
export const phrasesOf = async (name: 'phrases' | 'held_out'): Promise<readonly Phrase[]> => {
  const [, ...lines] = (await readFile(join(import.meta.dirname, `${name}.tsv`), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [language = '', phrase = '', reading = ''] = line.split('\t');
    return { language, phrase, reading };
  });
};

/** What is read, written as the tables write it. */
export const readingOf = ({ language, phrase }: Pick<Phrase, 'language' | 'phrase'>): string => {
  const timeZone = zoneOf(language);
  const now = epochMs(SAID_AT.toZonedDateTime(timeZone).epochMilliseconds);
  return written(readWhen(phrase, { language, timeZone, now }), timeZone);
};

const written = (reading: WhenReading, timeZone: string): string => {
  if (reading.kind === 'unclear') return `? ${reading.why}`;
  if (reading.kind === 'time') {
    const local = Temporal.Instant.fromEpochMilliseconds(reading.instant).toZonedDateTimeISO(timeZone);
    return local.toPlainDateTime().toString({ smallestUnit: 'minute' });
  }
  const { from, until, partOfDay, hours } = reading;
  if (until === undefined) return 'soonest';
  const days = from === until ? from : `${from}..${until}`;
  return [days, partOfDay, hours === undefined ? undefined : `${hours.start}-${hours.end}`]
    .filter((part) => part !== undefined)
    .join(' ');
};
