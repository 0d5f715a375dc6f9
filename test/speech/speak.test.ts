/** What is said names the times of the answer, all that are told, in their order, and no other; in every language. */
import { describe, expect, test } from 'vitest';
import { type Message, speak } from '../../src/speech/speak.ts';
import type { Listener } from '../../src/speech/spoken_time.ts';
import { SENTENCES } from '../../src/speech/tongue.ts';
import { TONGUES } from '../../src/speech/tongues.ts';
import { type EpochMs, epochMs, MINUTE_MS } from '../../src/verification/time.ts';
import { fc } from '../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-25T10:00:00+01:00'));
const BERLIN: Listener = { timeZone: 'Europe/Berlin', usualZone: undefined, now: NOW, style: 'clock' };
const at = (text: string): EpochMs => epochMs(Date.parse(text));
const LANGUAGES = Object.keys(TONGUES);

describe('every language', () => {
  test.each(LANGUAGES)('%s has every sentence, with the places of the English one', (language) => {
    const placesOf = (text: string | undefined): readonly string[] => (text?.match(/\{\w+\}/g) ?? []).toSorted();
    for (const name of SENTENCES) {
      expect(placesOf(TONGUES[language]?.sentences[name]), name).toEqual(placesOf(TONGUES.en?.sentences[name]));
    }
    expect(TONGUES[language]?.spoken.names).toHaveLength(12);
  });

  test.each(LANGUAGES)('%s names only times of the answer, all of them, in their order', (language) => {
    fc.assert(
      fc.property(messages, listeners, (message, listener) => {
        const { text, parts } = speak(message, language, listener);
        const expected = [message.about, ...(message.options ?? []).slice(0, 3)];
        expect(parts.map(({ instant }) => instant)).toEqual(expected);
        const rest = parts.reduce((left, { day, time }, index) => {
          const previous = parts[index - 1];
          const isSameDay = previous?.role === 'option' && previous.day === day;
          return after(isSameDay ? left : after(left, day), time);
        }, text);
        expect(rest).not.toMatch(/\d/);
        expect(text).not.toMatch(/[<>*_`#[\]{}()]/);
      }),
      { numRuns: 200 },
    );
  });
});

/** What follows a text that has to be there; the first letter of a sentence may be a capital. */
const after = (text: string, part: string): string => {
  const found = text.toLowerCase().indexOf(part.toLowerCase());
  expect(found, `"${part}" in "${text}"`).toBeGreaterThanOrEqual(0);
  return text.slice(found + part.length);
};

const instants = fc.integer({ min: -1_000, max: 40_000 }).map((quarter) => epochMs(NOW + quarter * 15 * MINUTE_MS));
const messages: fc.Arbitrary<Message & { about: EpochMs }> = fc.record({
  sentence: fc.constantFrom('alternatives', 'taken'),
  about: instants,
  options: fc.array(instants, { minLength: 1, maxLength: 5 }),
});
const listeners: fc.Arbitrary<Listener> = fc.record({
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
  usualZone: fc.constantFrom(undefined, 'Europe/Berlin', 'America/New_York'),
  now: fc.constant(NOW),
  style: fc.constantFrom('clock', 'spoken'),
});

const OFFER: Message = {
  sentence: 'alternatives',
  about: at('2026-11-26T14:00:00+01:00'),
  options: [at('2026-11-26T14:30:00+01:00'), at('2026-11-26T15:00:00+01:00'), at('2026-12-09T09:45:00+01:00')],
};

test.each([
  [
    'en',
    'Tomorrow at 2 in the afternoon is not free. I can offer tomorrow at 2:30 in the afternoon, at 3 in the afternoon, or Wednesday, December 9 at 9:45 in the morning.',
  ],
  [
    'de-AT',
    'Morgen um 14 Uhr ist nichts frei. Ich kann morgen um 14 Uhr 30, um 15 Uhr oder am Mittwoch, 9. Dezember um 9 Uhr 45 anbieten.',
  ],
  [
    'fr',
    'Demain à 14 heures, ce n’est pas libre. Je peux vous proposer demain à 14 heures 30, à 15 heures ou le mercredi 9 décembre à 9 heures 45.',
  ],
])('%s: %s', (language, text) => {
  expect(speak(OFFER, language, BERLIN).text).toBe(text);
});

test.each([
  ['de', 'morgen um halb drei nachmittags'],
  ['en', 'tomorrow at half past two in the afternoon'],
  ['nl', "morgen om half drie 's middags"],
  ['es', 'mañana a las dos y media de la tarde'],
  ['fr', "demain à deux heures et demie de l'après-midi"],
  ['it', 'domani alle due e mezza del pomeriggio'],
  ['pt', 'amanhã às duas e meia da tarde'],
])('%s: as people say it: %s', (language, words) => {
  expect(speak(OFFER, language, { ...BERLIN, style: 'spoken' }).text).toContain(words);
});

test('a zone is named where its clocks are not the usual ones', () => {
  const booked: Message = { sentence: 'booked', about: at('2026-11-26T14:00:00+01:00') };
  const inNewYork = { ...BERLIN, usualZone: 'America/New_York' };
  expect(speak(booked, 'en', inNewYork).text).toBe(
    'You are booked for tomorrow at 2 in the afternoon, Central European Time.',
  );
  expect(speak(booked, 'en', { ...BERLIN, usualZone: 'Europe/Paris' }).text).not.toContain('Time');
});

test('a language that is not spoken gets English, and is told so', () => {
  expect(speak(OFFER, 'tlh', BERLIN)).toEqual(speak(OFFER, 'en', BERLIN));
  expect(speak(OFFER, 'not a tag', BERLIN).language).toBe('en');
  expect(speak(OFFER, 'de_AT', BERLIN).language).toBe('de-AT');
});

test('a question names the days that it is about', () => {
  expect(speak({ sentence: 'askWhichDate', dates: ['2026-11-27', '2026-12-04'] }, 'de', BERLIN).text).toBe(
    'Meinen Sie am Freitag, 27. November oder am Freitag, 4. Dezember?',
  );
});
