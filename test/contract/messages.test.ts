/** What is said of bookings and holds: only times that the document holds, all that are told, in their order, in every language. */
import { describe, expect, test } from 'vitest';
import type { BookingChange, BookingRecord } from '../../src/booking/booking_record.ts';
import { bookingDocument } from '../../src/contract/booking_document.ts';
import { bookingDocumentSchema } from '../../src/contract/booking_document_schema.ts';
import { messageOfBooking, messageOfProblem } from '../../src/contract/messages.ts';
import { PROBLEM_NAMES, problem, reasonOf } from '../../src/contract/problem.ts';
import { hearerOf, withSpeech } from '../../src/contract/speech_document.ts';
import type { VerificationAnswer } from '../../src/queues/verifications/job.ts';
import { SENTENCES } from '../../src/speech/tongue.ts';
import { TONGUES } from '../../src/speech/tongues.ts';
import { type EpochMs, epochMs, MINUTE_MS } from '../../src/verification/time.ts';
import { fc } from '../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-25T10:00:00+01:00'));

const instants = fc.integer({ min: 1, max: 20_000 }).map((quarter) => epochMs(NOW + quarter * 15 * MINUTE_MS));
const slotAt = (start: EpochMs) => ({ start, end: epochMs(start + 30 * MINUTE_MS) });

const answers: fc.Arbitrary<VerificationAnswer> = fc.array(instants, { maxLength: 5 }).map((starts) => ({
  outcome: starts.length === 0 ? 'unavailable' : 'alternatives',
  alternatives: starts.map((start) => ({ slot: slotAt(start), strategy: 'next_available', minutesFromRequested: 30 })),
  searched: { from: '2026-11-25', until: '2026-12-09' },
  freshness: 'fresh',
  verifiedAt: NOW,
  calcomCalls: 1,
  days: { fresh: 1, stale: 0, 'stale-if-error': 0 },
  ranges: [],
}));
const reasons = fc
  .constantFrom('calcom-unavailable', 'refused-by-calcom', 'event-type-not-found', 'internal')
  .map((name) => reasonOf(name, 'So it is.'));

const changes: fc.Arbitrary<BookingChange> = fc.record(
  {
    number: fc.constant(1),
    kind: fc.constantFrom('cancel', 'move'),
    start: instants,
    state: fc.constantFrom('queued', 'refused', 'done', 'taken', 'failed'),
    askedAt: fc.constant(NOW),
    alternatives: answers,
    reason: reasons,
  },
  { requiredKeys: ['number', 'kind', 'state', 'askedAt'] },
);
const anyRecords: fc.Arbitrary<BookingRecord> = fc.record(
  {
    id: fc.constant('0b8ee2f6'),
    owner: fc.constant('anyone'),
    requestId: fc.constant('r'),
    segments: fc.constant('101'),
    start: instants,
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
    sameKey: fc.constant('s'),
    sameMs: fc.constant(1),
    createdAt: fc.constant(NOW),
    state: fc.constantFrom('queued', 'refused', 'booked', 'taken', 'failed', 'cancelled'),
    server: fc.constant('s'),
    booking: fc
      .record({ start: instants, status: fc.constantFrom('accepted', 'pending') })
      .map(({ start, status }) => ({
        uid: 'u',
        status,
        ...slotAt(start),
        hosts: [],
      })),
    alternatives: answers,
    reason: reasons,
    change: changes,
  },
  {
    requiredKeys: [
      'id',
      'owner',
      'requestId',
      'segments',
      'start',
      'timeZone',
      'sameKey',
      'sameMs',
      'createdAt',
      'state',
      'server',
    ],
  },
);

/** Only what was booked is changed. */
const records = anyRecords.map(
  ({ change, ...record }): BookingRecord =>
    change === undefined || record.state !== 'booked' ? record : { ...record, change },
);

describe('of a booking', () => {
  test.each(Object.keys(TONGUES))('%s names only times of its document, in their order', (language) => {
    fc.assert(
      fc.property(records, (record) => {
        const hearer = hearerOf({ language, style: 'clock', usualZone: undefined }, record.timeZone, NOW);
        const document = withSpeech(bookingDocument(record, NOW), () => messageOfBooking(record), hearer);
        const { requested, booking, alternatives, change, speech } = bookingDocumentSchema.parse(document);
        const told = [requested, booking, change].flatMap((one) => one?.start ?? []);
        const offered = (change?.alternatives ?? alternatives ?? []).map(({ start }) => start).slice(0, 3);
        const parts = speech?.parts ?? [];
        expect(
          parts.flatMap(({ role, start }) => (role === 'about' ? start : [])).every((one) => told.includes(one)),
        ).toBe(true);
        const options = parts.flatMap(({ role, start }) => (role === 'option' ? start : []));
        expect(options).toEqual(options.length === 0 ? [] : offered);
        // No place of a template is left, and every time in the text is among the parts.
        expect(speech?.text).not.toMatch(/[{}]/);
        expect(
          parts.reduce((left, { day, time }) => without(without(left, day), time), speech?.text ?? ''),
        ).not.toMatch(/\d/);
      }),
      { numRuns: 60 },
    );
  });
});

/** A text without the first of a part of it; the first letter of a sentence may be a capital. */
const without = (text: string, part: string): string => {
  const at = text.toLowerCase().indexOf(part.toLowerCase());
  return at === -1 ? text : text.slice(0, at) + text.slice(at + part.length);
};

test.each([
  [{ state: 'booked', status: 'accepted' }, 'booked'],
  [{ state: 'booked', status: 'pending' }, 'toBeConfirmed'],
  [{ state: 'taken' }, 'takenAskOther'],
  [{ state: 'failed', reason: reasonOf('refused-by-calcom', 'no') }, 'notBooked'],
  [{ state: 'failed', reason: reasonOf('calcom-unavailable', 'no') }, 'failed'],
  [{ state: 'queued' }, 'later'],
] as const)('%j is said as %s', (some, sentence) => {
  const [record] = fc.sample(records, 1);
  if (record === undefined) throw new Error('no sample');
  const { alternatives: _alternatives, change: _change, reason: _reason, booking: _booking, ...bare } = record;
  const { state, status, reason } = { status: undefined, reason: undefined, ...some };
  const message = messageOfBooking({
    ...bare,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(status === undefined ? {} : { booking: { uid: 'u', status, ...slotAt(NOW), hosts: [] } }),
  });
  expect(message.sentence).toBe(sentence);
});

test('of a problem nothing is said where whoever wrote the request has to correct it', () => {
  const said = PROBLEM_NAMES.flatMap((name) => {
    const message = messageOfProblem(problem(name));
    return message === undefined ? [] : [[name, message.sentence]];
  });
  expect(Object.fromEntries(said)).toEqual({
    'booking-not-found': 'noSuchBooking',
    'hold-not-found': 'holdOver',
    'start-in-the-past': 'askOtherTime',
    internal: 'failed',
    'bookings-not-configured': 'failed',
    'webhooks-not-configured': 'failed',
    'calcom-unavailable': 'failed',
    'event-type-failing': 'failed',
    'redis-unavailable': 'failed',
  });
  expect(SENTENCES).toEqual(expect.arrayContaining(said.map(([, sentence]) => sentence)));
});
