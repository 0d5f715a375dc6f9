/**
 * Instants as RFC 3339 text in a zone. `Temporal` writes them, each once: slots lie on the same minutes whatever event type and whoever asks,
 * and an answer writes a handful of them.
 */
import { type EpochMs, MINUTE_MS } from '../verification/time.ts';

/** By zone and by minutes since 1970: small whole numbers are found faster than instants, which are too great to be that to V8. */
const texts = new Map<string, Map<number, string>>();

/** Over all zones; some 5 MB. At the bound all are forgotten: a month has a thousand half hours, so honest traffic hardly comes there. */
const MOST_TEXTS = 50_000;
let remembered = 0;

/** `2026-12-01T14:00:00+01:00`: the instant in the zone, to the second. @throws RangeError when the zone is unknown */
export const zonedText = (instant: EpochMs, timeZone: string): string => {
  const minute = instant / MINUTE_MS;
  return texts.get(timeZone)?.get(minute) ?? remember(minute, timeZone, write(instant, timeZone));
};

const write = (instant: EpochMs, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toString({ timeZone, fractionalSecondDigits: 0 });

const remember = (minute: number, timeZone: string, text: string): string => {
  if (remembered >= MOST_TEXTS) {
    texts.clear();
    remembered = 0;
  }
  let ofZone = texts.get(timeZone);
  if (ofZone === undefined) {
    ofZone = new Map();
    texts.set(timeZone, ofZone);
  }
  ofZone.set(minute, text);
  remembered += 1;
  return text;
};

const utcTexts = new Map<EpochMs, string>();

/** Every answer tells when Cal.com was asked, which is the same instant for all of an event type's until it is asked again. */
const MOST_UTC_TEXTS = 1_000;

/** `2026-12-01T13:00:00.000Z`: the instant in UTC, to the millisecond. */
export const utcText = (instant: EpochMs): string => {
  let text = utcTexts.get(instant);
  if (text === undefined) {
    text = new Date(instant).toISOString();
    if (utcTexts.size >= MOST_UTC_TEXTS) utcTexts.clear();
    utcTexts.set(instant, text);
  }
  return text;
};
