/** Languages as Cal.com's e-mails know them. */
import { expect, test } from 'vitest';
import { bookingLanguageOf } from '../../src/calcom/booking_language.ts';

test.each([
  ['de', 'de'],
  ['en-US', 'en'],
  ['pt-br', 'pt-BR'],
  ['pt_PT', 'pt'],
  ['zh', 'zh-CN'],
  ['zh-Hant-HK', 'zh-TW'],
  ['nb-NO', 'no'],
  ['es-ES', 'es'],
  ['es-MX', 'es-419'],
  ['he', 'he'],
  ['hi', undefined],
  ['fil', undefined],
  ['English', undefined],
])('%s is %s', (tag, word) => {
  expect(bookingLanguageOf(tag)).toBe(word);
});
