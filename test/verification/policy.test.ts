/** The policy's fields of a request: what passes, and the one message for each fault. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuesInForms } from '../../src/contract/body_fault.ts';
import { POLICY_DEFAULTS, policyShape, resolvePolicy } from '../../src/verification/policy.ts';

const request = z.strictObject(policyShape);

const faultsOf = (fields: unknown): string[] =>
  issuesInForms(request.safeParse(fields).error?.issues ?? []).map(
    ({ path, message }) => `/${path.join('/')} ${message}`,
  );

const hours = { start: '09:00', end: '18:00', days: [1] };
const busy = { start: '2026-12-01T14:00:00+01:00', end: '2026-12-01T15:00:00+01:00' };

describe('a policy in a request', () => {
  it.each([
    ['nothing', {}],
    [
      'the least',
      { maxAlternatives: 1, windowHours: 0, toleranceMinutes: 0, horizonDays: 0, strategies: [], busy: [] },
    ],
    ['the most', { maxAlternatives: 20, windowHours: 24, toleranceMinutes: 720, horizonDays: 60 }],
    ['a window of half hours', { windowHours: 1.5 }],
    ['the whole day', { businessHours: { start: '00:00', end: '24:00', days: [7, 6, 5, 4, 3, 2, 1] } }],
    ['a busy hour written in two offsets', { busy: [{ ...busy, end: '2026-12-01T14:00:00Z' }] }],
    ['100 busy intervals', { busy: Array.from({ length: 100 }, () => busy) }],
  ])('passes as it was written: %s', (_says, fields) => {
    expect(request.parse(fields)).toEqual(fields);
  });

  const oneToTwenty = '/maxAlternatives must be a whole number from 1 to 20';
  const rfc3339 = 'must be an RFC 3339 instant with an offset, as "2026-12-01T14:00:00+01:00"';
  it.each([
    [{ maxAlternatives: 0 }, oneToTwenty],
    [{ maxAlternatives: 21 }, oneToTwenty],
    [{ maxAlternatives: 1.5 }, oneToTwenty],
    [{ maxAlternatives: -0.5 }, oneToTwenty],
    [{ maxAlternatives: '2' }, oneToTwenty],
    [{ maxAlternatives: null }, oneToTwenty],
    [{ windowHours: -1 }, '/windowHours must be a number from 0 to 24'],
    [{ windowHours: 24.5 }, '/windowHours must be a number from 0 to 24'],
    [{ windowHours: '2' }, '/windowHours must be a number from 0 to 24'],
    [{ toleranceMinutes: 721 }, '/toleranceMinutes must be a whole number from 0 to 720'],
    [{ horizonDays: 61 }, '/horizonDays must be a whole number from 0 to 60'],
    [
      { businessHours: { ...hours, start: '9:00' } },
      '/businessHours/start must be a time of the day from "00:00" to "23:59"',
    ],
    [
      { businessHours: { ...hours, start: '24:00' } },
      '/businessHours/start must be a time of the day from "00:00" to "23:59"',
    ],
    [
      { businessHours: { ...hours, end: '24:01' } },
      '/businessHours/end must be a time of the day from "00:01" to "24:00"',
    ],
    [{ businessHours: { ...hours, end: '09:00' } }, '/businessHours/end must be after the opening time'],
    [
      { businessHours: 'always' },
      '/businessHours must be "calendar", hours with start, end and days, or a list of these',
    ],
    [{ businessHours: [] }, '/businessHours must have at least one item'],
    [{ businessHours: [{ ...hours, days: [8] }] }, '/businessHours/0/days/0 must be a whole number from 1 to 7'],
    [{ partOfDay: 'noon' }, '/partOfDay must be one of morning, afternoon, evening'],
    [{ spread: 'hours' }, '/spread must be one of none, days, eventTypes'],
    [{ businessHours: { ...hours, days: [] } }, '/businessHours/days must name at least one weekday'],
    [{ businessHours: { ...hours, days: [1, 1] } }, '/businessHours/days must not name a weekday twice'],
    [{ businessHours: { ...hours, days: [0] } }, '/businessHours/days/0 must be a whole number from 1 to 7'],
    [
      { businessHours: { ...hours, days: 'weekdays' } },
      '/businessHours/days must be a list of ISO weekdays, 1 (Monday) to 7 (Sunday)',
    ],
    [{ strategies: ['same_day', 'same_day'] }, '/strategies must not name a strategy twice'],
    [{ strategies: ['never'] }, '/strategies/0 must be one of same_day, next_workday, next_week, next_available'],
    [{ strategies: 'same_day' }, '/strategies must be a list of strategies'],
    [{ busy: [{ ...busy, start: '2026-12-01T14:00' }] }, `/busy/0/start ${rfc3339}`],
    [{ busy: [{ ...busy, start: '2026-02-30T14:00:00Z' }] }, `/busy/0/start ${rfc3339}`],
    [{ busy: [{ ...busy, end: 5 }] }, `/busy/0/end ${rfc3339}`],
    [{ busy: [busy, { ...busy, end: busy.start }] }, '/busy/1/end must be after the start'],
    [{ busy: Array.from({ length: 101 }, () => busy) }, '/busy must have at most 100 intervals'],
    [{ busy: 'always' }, '/busy must be a list of intervals, each with start and end'],
  ])('one message for %j', (fields, fault) => {
    expect(faultsOf(fields)).toEqual([fault]);
  });

  it('names every fault at once', () => {
    expect(faultsOf({ maxAlternatives: 0, horizonDays: -1, busy: [{ start: 'a', end: 'b' }] })).toHaveLength(4);
  });

  it('can be published as a JSON schema', () => {
    expect(Object.keys(z.toJSONSchema(request, { io: 'input' }).properties ?? {})).toEqual(Object.keys(policyShape));
  });
});

describe('the resolved policy', () => {
  const { partsOfDay, ...kept } = POLICY_DEFAULTS;

  it('is the defaults and nothing busy for an empty request', () => {
    expect(resolvePolicy({}, POLICY_DEFAULTS)).toEqual({ ...kept, spread: 'none', busy: [] });
  });

  it('prefers the request, field by field, to what the operator set', () => {
    const defaults = { ...kept, maxAlternatives: 5, horizonDays: 30 };
    const given = request.parse({ maxAlternatives: 3, windowHours: 0, businessHours: hours, strategies: [] });
    expect(resolvePolicy(given, { ...defaults, partsOfDay })).toEqual({
      ...defaults,
      maxAlternatives: 3,
      windowHours: 0,
      businessHours: [hours],
      strategies: [],
      spread: 'none',
      busy: [],
    });
  });

  it('has hours by weekday, and the hours of a part of the day', () => {
    const byWeekday = [hours, { start: '10:00', end: '14:00', days: [6] }];
    const given = request.parse({ businessHours: byWeekday, partOfDay: 'morning', spread: 'days' });
    expect(resolvePolicy(given, POLICY_DEFAULTS)).toMatchObject({
      businessHours: byWeekday,
      partOfDay: { start: '06:00', end: '12:00' },
      spread: 'days',
    });
    expect(resolvePolicy({ businessHours: 'calendar' }, POLICY_DEFAULTS).businessHours).toBe('calendar');
  });

  it('reads busy times as instants', () => {
    expect(resolvePolicy({ busy: [busy] }, POLICY_DEFAULTS).busy).toEqual([
      { start: Date.parse(busy.start), end: Date.parse(busy.end) },
    ]);
  });
});
