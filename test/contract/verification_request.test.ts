import { describe, expect, test } from 'vitest';
import { readVerificationRequest } from '../../src/contract/verification_request.ts';
import { POLICY_DEFAULTS } from '../../src/verification/policy.ts';
import { fc } from '../support/fast_check.ts';

const CALLBACKS = { secret: 'whsec_x', allowPrivateNetwork: false };
const VALID = { eventTypeId: 101, start: '2026-12-01T14:00:00+01:00', timeZone: 'Europe/Berlin' };

/** The faults of a body, by pointer. */
const faults = (body: unknown, callbacks: Parameters<typeof readVerificationRequest>[2] = CALLBACKS) => {
  const reading = readVerificationRequest(body, POLICY_DEFAULTS, callbacks);
  if (reading.ok) throw new Error('The body has no fault.');
  return Object.fromEntries(reading.faults.map(({ pointer, reason }) => [pointer, reason]));
};

test('every fault is told at once, whatever found it', () => {
  expect(
    faults({
      eventTypeSlug: 'intro',
      start: 'tomorrow',
      timeZone: 'Europe/Atlantis',
      duration: 0,
      maxAge: -1,
      maxAlternatives: 'two',
      callbackUrl: 'http://example.com',
      colour: 'blue',
    }),
  ).toEqual({
    '/username': 'is required with eventTypeSlug, unless teamSlug is given',
    '/start': expect.stringContaining('RFC 3339'),
    '/timeZone': 'must be an IANA time zone such as Europe/Berlin',
    '/duration': 'must be at least 1',
    '/maxAge': 'must be at least 0',
    '/maxAlternatives': 'must be a whole number from 1 to 20',
    '/callbackUrl': 'must be an https URL',
    '/colour': 'is not a field of a verification',
  });
});

describe('in words for people', () => {
  test.each([
    ['a body of nothing', undefined, { '': 'is required' }],
    ['a body that is a list', [], { '': 'must be an object' }],
    ['a body that is null', null, { '': 'must be an object' }],
    ['a text for an id', { ...VALID, eventTypeId: 'haircut' }, { '/eventTypeId': 'must be a number' }],
    ['a fraction for an id', { ...VALID, eventTypeId: 1.5 }, { '/eventTypeId': 'must be a whole number' }],
    [
      'a number for a slug',
      { ...VALID, eventTypeId: undefined, eventTypeSlug: 5 },
      { '/eventTypeSlug': 'must be a text' },
    ],
    [
      'a long slug',
      { ...VALID, eventTypeSlug: 'x'.repeat(201) },
      { '/eventTypeSlug': 'must have at most 200 characters' },
    ],
    ['a lonely person', { ...VALID, usernames: ['anna'] }, { '/usernames': expect.stringMatching(/^(must|has) /) }],
    [
      'people of no organization',
      { start: VALID.start, timeZone: VALID.timeZone, usernames: ['anna', 'bert'] },
      { '/organizationSlug': 'is required with usernames' },
    ],
    [
      'a NUL byte in a name',
      { start: VALID.start, timeZone: VALID.timeZone, eventTypeSlug: 'intro', username: 'an\u0000na' },
      { '/username': 'must hold no control characters and no half characters' },
    ],
    ['a number for a URL', { ...VALID, callbackUrl: 5 }, { '/callbackUrl': 'must be a text' }],
    ['too long a duration', { ...VALID, duration: 2_000 }, { '/duration': 'must be at most 1440' }],
    [
      'a field within a field',
      { ...VALID, businessHours: { start: '09:00', end: '18:00', days: [1], lunch: true } },
      { '/businessHours/lunch': 'is not a field of a verification' },
    ],
  ])('%s', (_what, body, expected) => {
    expect(faults(body)).toEqual(expected);
  });

  test('nothing at all', () => {
    expect(faults({})).toEqual({
      '/eventTypeId': expect.stringContaining('is required'),
      '/timeZone': expect.stringContaining('IANA'),
    });
  });
});

test('a field is blamed once', () => {
  const reading = readVerificationRequest({ ...VALID, start: 5, timeZone: 5 }, POLICY_DEFAULTS, CALLBACKS);
  expect(reading.ok ? [] : reading.faults.map(({ pointer }) => pointer)).toEqual(['/start', '/timeZone']);
});

test('names of fields with marks of their own are pointed to as RFC 6901 says', () => {
  expect(faults({ ...VALID, 'a/b~c': 1 })).toEqual({ '/a~1b~0c': 'is not a field of a verification' });
});

test('without a secret there are no callbacks', () => {
  const body = { ...VALID, callbackUrl: 'https://example.com/' };
  expect(faults(body, { secret: undefined, allowPrivateNetwork: false })).toEqual({
    '/callbackUrl': expect.stringContaining('CALLBACK_SECRET'),
  });
  expect(readVerificationRequest(body, POLICY_DEFAULTS, CALLBACKS)).toMatchObject({ ok: true });
});

test('a body of the usual fields alone is read as one that has others too', () => {
  const odd = fc.oneof(
    fc.string(),
    fc.double(),
    fc.integer({ min: -2, max: 3_000 }),
    fc.constantFrom(null, true, [], {}),
  );
  const usual = fc.record(
    {
      eventTypeId: fc.oneof(fc.integer({ min: 1, max: 200 }), odd),
      start: fc.oneof(fc.constantFrom('2026-12-01T14:00', '2026-12-01T14:00:00Z', '2026-12-01', 'x'.repeat(65)), odd),
      timeZone: fc.oneof(fc.constantFrom('Europe/Berlin', 'UTC', 'Mars/Olympus'), odd),
      duration: fc.oneof(fc.integer({ min: 1, max: 1_440 }), odd),
    },
    { requiredKeys: [] },
  );
  const outcomes = new Set<boolean>();
  fc.assert(
    fc.property(usual, (body) => {
      // Another field, with what holds without it, makes the whole schema check the body.
      const { maxAlternatives } = POLICY_DEFAULTS;
      const reading = readVerificationRequest(body, POLICY_DEFAULTS, CALLBACKS);
      outcomes.add(reading.ok);
      expect(reading).toEqual(readVerificationRequest({ ...body, maxAlternatives }, POLICY_DEFAULTS, CALLBACKS));
    }),
    { numRuns: 3_000 },
  );
  expect(outcomes).toEqual(new Set([true, false]));
});
