/** What a real Cal.com was recorded to answer, asked of ours: whatever is answered without Cal.com, and the rules of what is answered with it. */
import { describe, expect, test } from 'vitest';
import { SubjectChanges } from '../../../src/changes/subject_changes.ts';
import { listedDays } from '../../../src/availability/listed_days.ts';
import type { ListedSlot } from '../../../src/calcom/listed_slot.ts';
import { slotsDocument } from '../../../src/contract/slots_document.ts';
import { readSlotsQuery, type SlotsQuery } from '../../../src/api/slots/slots_query.ts';
import { epochMs, utcDay, utcDayOf } from '../../../src/verification/time.ts';
import { send, startSystem } from '../../support/system.ts';
import { type RecordedCall, recordedSlotsCalls } from './recorded_calls.ts';

const calls = recordedSlotsCalls();

const callOf = (n: number): RecordedCall => {
  const call = calls.find((candidate) => candidate.n === n);
  if (call === undefined) throw new Error(`There is no record ${n}.`);
  return call;
};

/** Where we answer otherwise, on purpose. */
const DIFFERENT: Readonly<Record<number, { readonly status: number; readonly why: string }>> = {
  341: { status: 400, why: 'a huge duration is a bare 500 of Cal.com’s, and would cost everybody its calls' },
  342: { status: 400, why: 'so is a NUL byte' },
  374: { status: 400, why: 'so is an id that no database holds' },
};

const messageOf = ({ response }: RecordedCall): string =>
  (response.body as { error?: { message?: string } } | undefined)?.error?.message ?? '';

/** Whether Cal.com needed no more than the request: not who the key belongs to, what is booked or who there is. */
const standsForItself = (call: RecordedCall): boolean =>
  call.response.status === 400 ||
  call.request.method === 'OPTIONS' ||
  /^(Cannot |NOT_FOUND$)/.test(messageOf(call)) ||
  /[?&]eventTypeId=0&/.test(call.request.path) ||
  call.n in DIFFERENT;

const alone = calls.filter(standsForItself);

test('whatever stands for itself is answered alike, and Cal.com is not asked', async () => {
  const system = await startSystem();
  expect(alone.length).toBeGreaterThan(40);
  for (const { n, request, response } of alone) {
    const { path, method, headers } = request;
    const mine = await send(`${system.urls[0]}${path}`, { method, headers });
    const different = DIFFERENT[n];
    if (different !== undefined) {
      expect([n, mine.status]).toEqual([n, different.status]);
      continue;
    }
    const body = mine.text === '' ? '' : { ...mine.body, timestamp: undefined };
    const theirs = response.body === '' ? '' : { ...(response.body as object), timestamp: undefined };
    expect({ n, path, status: mine.status, body }).toEqual({ n, path, status: response.status, body: theirs });
    for (const [name, value] of Object.entries(response.headers)) {
      // Theirs tell of Cal.com's limit. Ours tell of our own.
      if (!name.startsWith('x-ratelimit-')) expect([n, name, mine.headers.get(name)]).toEqual([n, name, value]);
    }
  }
  expect((await system.calls()).totals.calls).toBe(0);
});

const queryOf = ({ request }: RecordedCall): SlotsQuery => {
  const reading = readSlotsQuery(request.path.split('?')[1] ?? '');
  if (!reading.ok) throw new Error(reading.error.message);
  return reading.query;
};

const answered = calls.filter(({ request, response }) => request.method === 'GET' && response.status === 200);

describe('of what Cal.com answered', () => {
  test('every query is read', () => {
    expect(answered.length).toBeGreaterThan(100);
    for (const call of answered) queryOf(call);
  });

  type Data = Record<string, { start: string; end?: string; seatsBooked?: number }[]>;
  const dataOf = ({ response }: RecordedCall): Data => (response.body as { data: Data }).data;

  /** The slots of an answer, `minutes` long where it does not say. */
  const slotsOf = (call: RecordedCall, minutes = 60): ListedSlot[] =>
    Object.values(dataOf(call))
      .flat()
      .map(({ start, end, ...seats }) => ({
        start: epochMs(Date.parse(start)),
        end: epochMs(end === undefined ? Date.parse(start) + minutes * 60_000 : Date.parse(end)),
        ...seats,
      }));

  test('every answer is written in the same bytes', () => {
    for (const call of answered) {
      const query = queryOf(call);
      const mine = slotsDocument(slotsOf(call), query.timeZone, query.ends);
      expect([call.n, JSON.stringify(mine)]).toEqual([call.n, JSON.stringify(call.response.body)]);
    }
  });

  test.each([
    { whole: 35, cut: 56, minutes: 60, what: 'end=12:00Z' },
    { whole: 35, cut: 63, minutes: 60, what: 'end=00:00:00.500Z' },
    { whole: 71, cut: 59, minutes: 30, what: 'end=11:59:59Z' },
    { whole: 71, cut: 60, minutes: 30, what: 'start=10:10Z and end=12:00Z' },
    { whole: 71, cut: 62, minutes: 30, what: 'start=09:00 and end=12:00 in UTC, whatever the zone' },
  ])('$what cuts a day as recorded', ({ whole, cut, minutes }) => {
    const now = epochMs(Date.parse('2026-11-25T13:22:00Z'));
    const query = queryOf(callOf(cut));
    const day = utcDayOf(query.from);
    const starts = slotsOf(callOf(whole));
    const slots = starts.map(({ start }) => ({ start, end: epochMs(start + minutes * 60_000) }));
    const listed = listedDays(query, [day], {
      segments: new Map([[day, { observedAt: now, slots }]]),
      now,
      limits: {
        freshSeconds: 900,
        leastFreshSeconds: 300,
        mostFreshSeconds: 14_400,
        staleSeconds: 3_600,
        staleIfErrorSeconds: 86_400,
      },
      acceptance: { notBefore: undefined, staleIfError: false },
      listing: { rules: undefined, askedOffset: 0, shortestLeadMs: undefined },
      changes: new SubjectChanges(),
      emptiedAt: undefined,
      experience: undefined,
    });
    if (listed.kind !== 'listed') throw new Error('The day is known.');
    expect(slotsDocument(listed.slots, query.timeZone, query.ends)).toEqual(callOf(cut).response.body);
    expect(utcDay(utcDayOf(query.until))).toBe(day);
  });
});
