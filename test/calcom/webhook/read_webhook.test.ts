/** What webhooks say, in Cal.com's own shape and in those that templates give them. */
import { expect, test } from 'vitest';
import type { AvailabilityChange } from '../../../src/calcom/webhook/availability_change.ts';
import { readWebhook } from '../../../src/calcom/webhook/read_webhook.ts';
import { toldOf } from '../../../src/changes/told_of.ts';
import { DAY_MS, epochMs } from '../../../src/verification/time.ts';
import { fc } from '../../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-23T06:00:00Z'));
const START = '2026-11-24T09:00:00Z';
const END = '2026-11-24T09:30:00Z';

const change = (body: unknown): AvailabilityChange => {
  const webhook = readWebhook(typeof body === 'string' ? body : JSON.stringify(body));
  if (webhook.kind !== 'change') throw new Error(`nothing is read from ${JSON.stringify(body)}`);
  return webhook;
};

/** The times as they were taken or doubted, as text. */
const spans = (times: AvailabilityChange['taken']): string[] =>
  times.map(({ from, until }) => `${iso(from)} ${iso(until)}`);
const iso = (instant: number | undefined): string =>
  instant === undefined ? '?' : new Date(instant).toISOString().replace(':00.000Z', 'Z');

const BOOKED = ['2026-11-24T09:00Z 2026-11-24T09:30Z'];

const template = { uid: 'u1', eventTypeId: 101, type: 'intro', startTime: START, endTime: END };

test.each([
  ['BOOKING_CREATED', 'taken'],
  ['BOOKING_REASSIGNED', 'taken'],
  ['BOOKING_REQUESTED', 'pending'],
  ['BOOKING_PAYMENT_INITIATED', 'pending'],
  ['BOOKING_CANCELLED', 'doubted'],
  ['BOOKING_REJECTED', 'doubted'],
  ['SCHEDULE_UPDATED', 'doubted'],
  ['OOO_DELETED', 'taken'],
])('%s: %s', (triggerEvent, expected) => {
  const read = change({ triggerEvent, payload: template });
  expect(spans(expected === 'doubted' ? read.doubted : read.taken)).toEqual(BOOKED);
  expect(expected === 'doubted' ? read.taken : read.doubted).toEqual([]);
  expect(read.isPending).toBe(expected === 'pending');
  expect(read.isAnnounced).toBe(triggerEvent === 'BOOKING_CANCELLED');
});

test.each([
  ['CANCELLED', 'doubted'],
  ['ACCEPTED', 'taken'],
])('of a trigger to come the status tells: %s', (status, expected) => {
  const read = change({ triggerEvent: 'BOOKING_CHANGED_SOMEHOW', payload: { ...template, status } });
  expect(spans(expected === 'doubted' ? read.doubted : read.taken)).toEqual(BOOKED);
});

test.each([
  ['ACCEPTED', false],
  ['PENDING', true],
  [undefined, false],
])('what was paid is accepted by it, or waits to be confirmed: %s', (status, isPending) => {
  const read = change({ triggerEvent: 'BOOKING_PAID', payload: { ...template, status, requiresConfirmation: null } });
  expect(spans(read.taken)).toEqual(BOOKED);
  expect(read).toMatchObject({ isPending, doubted: [], timesMissing: false });
  // A template can leave its time out: then anything may have changed.
  expect(change({ triggerEvent: 'BOOKING_PAID', payload: { uid: 'u1', status } }).timesMissing).toBe(true);
});

test('a trigger to come that carries no time changes nothing', () => {
  for (const triggerEvent of ['BOOKING_CHANGED_SOMEHOW', 'OOO_UPDATED', 'SCHEDULE_UPDATED']) {
    expect(readWebhook(JSON.stringify({ triggerEvent, payload: { eventTypeId: 101 } })).kind).toBe('irrelevant');
  }
});

test.each([
  ['under its names, flat', { trigger: 'BOOKING_CREATED', ...template }],
  ['under other names', { event: 'BOOKING_CREATED', begins_at: START, ends_at: END }],
  ['with one letter each', { t: 'intro', s: START, e: END, trigger: 'BOOKING_CREATED' }],
  ['deep inside', { data: { booking: { Start: START, End: END } }, meta: [{ what: 'BOOKING_CREATED' }] }],
  ['under names that say nothing', { a: START, b: END, createdAt: '2026-11-23T05:59:00Z', x: 'BOOKING_CREATED' }],
  ['a form', `event=BOOKING_CREATED&start=${START}&end=${END}`],
  [
    'a form with offsets that are not encoded',
    'event=BOOKING_CREATED&start=2026-11-24T10:00:00+01:00&end=2026-11-24T10:30:00+01:00',
  ],
  ['a form with names in brackets', `event=BOOKING_CREATED&booking[start]=${START}&booking[end]=${END}`],
  ['words', `BOOKING_CREATED: Introduction, ${START} to ${END}.`],
])('a template gives the times %s', (_how, body) => {
  const read = change(body);
  expect(read.trigger).toBe('BOOKING_CREATED');
  expect(spans(read.taken)).toEqual(BOOKED);
  expect(read.timesMissing).toBe(false);
});

test('one instant alone is the start', () => {
  // As recorded.
  const read = change({ t: 'm60', s: '2026-12-30T09:00:00Z', trigger: 'BOOKING_CREATED' });
  expect(spans(read.taken)).toEqual(['2026-12-30T09:00Z ?']);
});

test('what callers have typed in is no time of a booking, and a record’s own dates are none', () => {
  const typed = { responses: { date: { value: START } }, description: END, metadata: { start: START } };
  for (const more of [typed, { createdAt: START, updated_at: END, timestamp: START }]) {
    const read = change({ event: 'BOOKING_CREATED', ...more });
    expect(read.taken).toEqual([]);
    expect(read.timesMissing).toBe(true);
  }
});

test.each([
  ['MEETING_ENDED', `event=MEETING_ENDED&start=${START}`],
  ['MEETING_ENDED', { kind: 'MEETING_ENDED', start: START, end: END }],
  ['RECORDING_READY', `RECORDING_READY ${START}`],
  ['BOOKING_LOCATION_UPDATED', { what: 'BOOKING_LOCATION_UPDATED', start: START }],
])('%s costs nothing under whatever name', (trigger, body) => {
  expect(readWebhook(typeof body === 'string' ? body : JSON.stringify(body))).toEqual({ kind: 'irrelevant', trigger });
});

test('who hosts is read from the organizer, the team and who attends, under whatever name', () => {
  const own = change({
    triggerEvent: 'BOOKING_CREATED',
    payload: {
      ...template,
      organizer: { id: 1, username: 'Anna', email: 'Anna@Example.com' },
      team: { members: [{ id: 2, email: 'bert@example.com' }, { name: 'nobody' }] },
      attendees: [{ email: 'Nick@example.com' }],
    },
  });
  expect(own.hosts).toEqual([
    { userId: 1, username: 'anna', email: 'anna@example.com' },
    { userId: 2, email: 'bert@example.com' },
  ]);
  expect(own.attendees).toEqual(['nick@example.com']);
  const form = change(`event=BOOKING_CREATED&start=${START}&host.email=anna@example.com&guest.email=nick@example.com`);
  expect(form.hosts).toEqual([{ email: 'anna@example.com' }]);
  expect(form.attendees).toEqual(['nick@example.com']);
});

test('a moved booking frees its old time, as far as that is told', () => {
  const moved = { rescheduleStartTime: '2026-12-01T10:00:00Z', rescheduleEndTime: '2026-12-01T10:30:00Z' };
  const told = change({ triggerEvent: 'BOOKING_RESCHEDULED', payload: { ...template, ...moved } });
  expect(spans(told.taken)).toEqual(BOOKED);
  expect(spans(told.doubted)).toEqual(['2026-12-01T10:00Z 2026-12-01T10:30Z']);
  expect(told.timesMissing).toBe(false);
  const untold = change({ triggerEvent: 'BOOKING_REQUESTED', payload: { ...template, rescheduleUid: 'before' } });
  expect(untold.timesMissing).toBe(true);
});

test('what waits for confirmation again is told like a new one, but for its place in the sequence', () => {
  const requested = (iCalSequence: unknown, triggerEvent = 'BOOKING_REQUESTED') =>
    change({ triggerEvent, payload: { ...template, requiresConfirmation: true, iCalSequence } });
  expect(spans(requested(1).taken)).toEqual(BOOKED);
  expect([0, 1, 2, null].map((sequence) => requested(sequence).timesMissing)).toEqual([false, true, true, false]);
  // It says the same of bookings that were not moved just now.
  expect(requested(2, 'BOOKING_CANCELLED').timesMissing).toBe(false);
});

const SERIES = {
  startTime: '2027-03-18T09:00:00Z',
  endTime: '2027-03-18T10:00:00Z',
  recurringEvent: { freq: 2, count: 3, interval: 1 },
  organizer: { timeZone: 'Europe/Berlin' },
};
// The clocks of Berlin go forward on the 28th.
const EARLIER = ['2027-03-04T09:00Z 2027-03-04T10:00Z', '2027-03-11T09:00Z 2027-03-11T10:00Z'];
const NAMED = '2027-03-18T09:00Z 2027-03-18T10:00Z';
const LATER = ['2027-03-25T09:00Z 2027-03-25T10:00Z', '2027-04-01T08:00Z 2027-04-01T09:00Z'];

test('a series that is confirmed, declined or cancelled is all of its occurrences, at their time of day, of which any is named', () => {
  for (const requiresConfirmation of [undefined, null, true]) {
    const confirmed = change({ triggerEvent: 'BOOKING_CREATED', payload: { ...SERIES, requiresConfirmation } });
    expect(spans(confirmed.taken)).toEqual([NAMED, ...LATER]);
    expect(spans(confirmed.doubted)).toEqual(EARLIER);
  }
  for (const triggerEvent of ['BOOKING_CANCELLED', 'BOOKING_REJECTED']) {
    const ended = change({ triggerEvent, payload: { ...SERIES, requiresConfirmation: true } });
    expect(ended.taken).toEqual([]);
    expect(spans(ended.doubted)).toEqual([NAMED, ...EARLIER, ...LATER]);
  }
  // Whose clock it is, is not told: both times count where two differ.
  const attendees = [{ timeZone: 'Asia/Kolkata' }];
  const both = change({ triggerEvent: 'BOOKING_CREATED', payload: { ...SERIES, attendees } });
  expect(spans(both.taken).slice(2)).toEqual([...LATER.slice(1), '2027-04-01T09:00Z 2027-04-01T10:00Z']);
  const some = { ...SERIES, cancelledDates: ['2027-03-25T09:00:00.000Z'] };
  expect(spans(change({ triggerEvent: 'BOOKING_CANCELLED', payload: some }).doubted)).toEqual(LATER.slice(0, 1));
});

test.each([
  ['BOOKING_CREATED', false],
  ['BOOKING_REQUESTED', true],
  ['BOOKING_RESCHEDULED', false],
  ['BOOKING_PAID', null],
])('%s is told of each occurrence by itself: the others are doubted', (triggerEvent, requiresConfirmation) => {
  const read = change({ triggerEvent, payload: { ...SERIES, requiresConfirmation } });
  expect(spans(read.taken)).toEqual([NAMED]);
  expect(spans(read.doubted)).toEqual([...EARLIER, ...LATER]);
});

const anySeries = fc.record({
  freq: fc.integer({ min: 0, max: 3 }),
  count: fc.integer({ min: 1, max: 12 }),
  interval: fc.integer({ min: 1, max: 3 }),
});

test('whichever occurrence of a series is named, all are taken or doubted, and told one by one none is hidden that is free', () => {
  fc.assert(
    fc.property(anySeries, fc.nat({ max: 11 }), fc.nat({ max: 400 }), (recurringEvent, index, days) => {
      // No day that a month may lack, and no clock that is moved: those are told as they come.
      const first = Temporal.ZonedDateTime.from('2027-01-01T09:00[UTC]').add({ days }).with({ day: 15 });
      const unit = (['years', 'months', 'weeks', 'days'] as const)[recurringEvent.freq] ?? 'days';
      const starts = Array.from(
        { length: recurringEvent.count },
        (_, one) => first.add({ [unit]: one * recurringEvent.interval }).epochMilliseconds,
      );
      const named = starts[index % recurringEvent.count] ?? 0;
      const startTime = new Date(named).toISOString();
      const told = (requiresConfirmation: boolean) =>
        change({
          triggerEvent: 'BOOKING_CREATED',
          payload: { startTime, length: 30, recurringEvent, requiresConfirmation },
        });
      const nearby = starts.filter((start) => Math.abs(start - named) <= 366 * DAY_MS);
      const confirmed = told(true);
      const taken = confirmed.taken.map(({ from }) => from);
      const doubted = confirmed.doubted.map(({ from }) => from);
      expect(taken).toEqual(expect.arrayContaining(nearby.filter((start) => start >= named)));
      expect(doubted).toEqual(expect.arrayContaining(nearby.filter((start) => start < named)));
      const alone = told(false);
      expect(alone.taken.map(({ from }) => from)).toEqual([named]);
      expect(alone.doubted.map(({ from }) => from)).toEqual(
        expect.arrayContaining(nearby.filter((start) => start !== named)),
      );
    }),
  );
});

test.each([
  ['instants', '2026-12-23T23:00:00.000Z', '2026-12-25T23:00:00.000Z'],
  ['local times', '2026-12-24T00:00:00+01:00', '2026-12-26T00:00:00+01:00'],
  ['the last moment of the last day', '2026-12-23T23:00:00Z', '2026-12-26T23:00:00Z'],
])('an absence is whole days of the user’s zone, told as %s', (_how, start, end) => {
  const oooEntry = { start, end, user: { username: 'anna', timeZone: 'Europe/Berlin' } };
  const read = change({ triggerEvent: 'OOO_CREATED', payload: { oooEntry } });
  const [time] = spans(read.taken);
  expect(time?.startsWith('2026-12-23T23:00Z')).toBe(true);
  expect(Date.parse(time?.split(' ')[1] ?? '')).toBeGreaterThanOrEqual(Date.parse('2026-12-26T23:00:00Z'));
  expect(read.hosts).toEqual([{ username: 'anna' }]);
});

const FIELDS = [
  'triggerEvent',
  'createdAt',
  'payload',
  'eventTypeId',
  'type',
  'startTime',
  'endTime',
  'length',
  'event',
];
const MORE = [
  'rescheduleStartTime',
  'organizer',
  'oooEntry',
  'start',
  'end',
  'user',
  'username',
  'recurringEvent',
  'freq',
];

test.each([
  ['a day that there is not', { startTime: '2026-02-30T09:00:00Z', endTime: '2026-02-30T10:00:00Z' }],
  [
    'a series without end',
    { startTime: START, endTime: END, recurringEvent: { freq: 0, count: 2 ** 50, interval: 2 ** 50 } },
  ],
  [
    'a zone that there is not',
    { startTime: START, endTime: END, recurringEvent: { freq: 2, count: 2 }, organizer: { timeZone: 'Mars' } },
  ],
  [
    'an absence on such a day',
    { oooEntry: { start: '2026-02-30', end: '2026-02-31T00:00:00Z', user: { timeZone: 'Europe/Berlin' } } },
  ],
])('%s is read as far as it goes', (_what, payload) => {
  expect(change({ triggerEvent: 'BOOKING_CREATED', payload }).kind).toBe('change');
});

test('no body, however odd, is an error, and none touches more than a year around now', () => {
  const odd = fc.oneof(
    fc.constantFrom(
      'BOOKING_CREATED',
      'OOO_CREATED',
      START,
      '2026-11-24',
      '9999-12-31',
      '{{startTime}}',
      '101',
      'Asia/Nowhere',
    ),
    fc.constantFrom(101, 0, -1, 1e300, null, true),
    fc.string(),
  );
  const { body } = fc.letrec((tie) => ({
    body: fc.dictionary(
      fc.constantFrom(...FIELDS, ...MORE, 'count', 'timeZone', 'cancelledDates'),
      fc.oneof({ maxDepth: 3 }, odd, tie('body'), fc.array(odd, { maxLength: 2 })),
    ),
  }));
  const nobody = { find: () => undefined, hostOf: () => undefined };
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.webQueryParameters(),
        body.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const webhook = readWebhook(text);
        if (webhook.kind === 'irrelevant') return;
        const { taken, doubted } = toldOf(webhook, nobody, { now: NOW, firstReceived: NOW }, 3_000);
        for (const [from, until] of [...taken, ...doubted]) {
          expect(from).toBeLessThan(until);
          expect(from).toBeGreaterThanOrEqual(NOW - 3 * DAY_MS);
          expect(until).toBeLessThanOrEqual(NOW + 401 * DAY_MS);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
