/** What people say of when they would like to come is read forward, in their zone, or asked about. */
import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/verification/time.ts';
import { readWhen } from '../../src/when/read_when.ts';
import { phrasesOf, readingOf } from './phrase_table.ts';
import { fc } from '../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-25T10:00:00+01:00'));
const BERLIN = { language: 'de', timeZone: 'Europe/Berlin', now: NOW };

describe('the table', async () => {
  test.each((await phrasesOf('phrases')).map(({ language, phrase, reading }) => [language, phrase, reading]))(
    '%s: "%s" is %s',
    (language = '', phrase = '', reading = '') => {
      expect(readingOf({ language, phrase })).toBe(reading);
    },
  );

  test('of the phrases that were kept out while building no more are misread than were then', async () => {
    const wrong = (await phrasesOf('held_out')).filter((phrase) => readingOf(phrase) !== phrase.reading);
    expect(wrong.length).toBeLessThanOrEqual(MOST_MISREAD);
  });

  test.each([
    ['amanhã às 14h', '2026-11-26T14:00'],
    ['depois de amanhã de manhã', '2026-11-27 morning'],
    ['segunda às três e meia', '2026-11-30T15:30'],
    ['em duas horas', '2026-11-25T12:00'],
    ['na próxima semana', '2026-11-30..2026-12-06'],
    ['o mais rápido possível', 'soonest'],
    ['16 de agosto às 10:30', '2027-08-16T10:30'],
    ['terça ou quarta', '? several'],
  ])('pt: "%s" is %s', (phrase, reading) => {
    expect(readingOf({ language: 'pt', phrase })).toBe(reading);
  });
});

test('a time that a model wrote without care is read', () => {
  for (const phrase of ['2026-12-01 14:00', '2026-12-01T14:00+0100', '2026-12-01T13:00:00Z', '2025-12-01T14:00']) {
    expect(readWhen(phrase, BERLIN)).toEqual({ kind: 'time', instant: Date.parse('2026-12-01T14:00:00+01:00') });
  }
  expect(readWhen('2026-11-20T14:00', BERLIN)).toMatchObject({ kind: 'unclear', why: 'past' });
});

test('English is understood beside the language of the call, and in place of one that is not known', () => {
  const tomorrow = { kind: 'time', instant: Date.parse('2026-11-26T14:00:00+01:00') };
  expect(readWhen('tomorrow at 2 pm', BERLIN)).toEqual(tomorrow);
  expect(readWhen('tomorrow at 2 pm', { ...BERLIN, language: 'xx' })).toEqual(tomorrow);
});

test('3/12 is read as the region has it', () => {
  const dayOf = (language: string, timeZone: string): string | undefined => {
    const reading = readWhen('3/12', { language, timeZone, now: NOW });
    return reading.kind === 'days' ? reading.from : undefined;
  };
  expect(dayOf('en-US', 'Europe/Berlin')).toBe('2027-03-12');
  expect(dayOf('en-GB', 'America/New_York')).toBe('2026-12-03');
  expect(dayOf('en', 'America/New_York')).toBe('2027-03-12');
  expect(dayOf('en', 'Europe/London')).toBe('2026-12-03');
});

test('hours pass as time passes, and days as the calendar has them, where the clocks change', () => {
  const before = epochMs(Date.parse('2027-03-27T23:00:00+01:00'));
  const hearing = { language: 'en', timeZone: 'Europe/Berlin', now: before };
  expect(readWhen('in 4 hours', hearing)).toEqual({ kind: 'time', instant: before + 4 * 3_600_000 });
  expect(readWhen('tomorrow at 11 pm', hearing)).toEqual({ kind: 'time', instant: before + 23 * 3_600_000 });
});

test('two readings are named, so that one can be asked for', () => {
  expect(readWhen('next Friday at 3', { ...BERLIN, language: 'en' })).toEqual({
    kind: 'unclear',
    why: 'several',
    understood: { time: '15:00' },
    dates: ['2026-11-27', '2026-12-04'],
  });
});

test('a weekday that is not that of its date is asked about', () => {
  expect(readWhen('Dienstag, 16. August um 10', BERLIN)).toEqual({
    kind: 'unclear',
    why: 'several',
    understood: { time: '10:00' },
    dates: ['2027-08-16', '2027-08-17'],
  });
});

test('whatever is said, no time before now is read and nothing is thrown', async () => {
  const pieces = [...(await phrasesOf('phrases'))].flatMap(({ phrase }) => phrase.split(' '));
  const language = fc.constantFrom('en', 'de', 'fr', 'es', 'it', 'nl', 'pt');
  const phrase = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(phrase, language, (said, tongue) => {
      const reading = readWhen(said, { ...BERLIN, language: tongue });
      if (reading.kind === 'time') expect(reading.instant).toBeGreaterThanOrEqual(NOW);
      if (reading.kind === 'days' && reading.until !== undefined) expect(reading.until >= reading.from).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

/** `npm run phrases` counts them. */
const MOST_MISREAD = 3;
