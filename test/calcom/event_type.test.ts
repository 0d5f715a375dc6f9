import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type EventType,
  eventTypeKey,
  eventTypeOf,
  eventTypeShape,
  readEventType,
} from '../../src/calcom/event_type.ts';
import { fc } from '../support/fast_check.ts';

describe('reading an event type', () => {
  it.each([
    [{ eventTypeId: 101 }, 'id:101'],
    [{ eventTypeSlug: 'intro', username: 'Anna', organizationSlug: 'acme' }, 'user:anna/intro@acme'],
    [{ eventTypeSlug: 'call', teamSlug: 'support' }, 'team:support/call'],
    [{ usernames: 'pavel, olga', organizationSlug: 'acme' }, 'people:olga,pavel@acme'],
    [{ usernames: ['olga', 'pavel'], organizationSlug: 'Acme' }, 'people:olga,pavel@acme'],
  ])('%o is %s', (given, key) => {
    const fields = z.strictObject(eventTypeShape).parse(given);
    const reading = readEventType(fields);
    expect(reading.ok && eventTypeKey(reading.eventType)).toBe(key);
    expect(reading.ok && eventTypeKey(eventTypeOf(key))).toBe(key);
  });

  it.each([
    [{}, '/eventTypeId'],
    [{ organizationSlug: 'acme' }, '/eventTypeId'],
    [{ eventTypeSlug: 'intro' }, '/username'],
    [{ username: 'anna' }, '/eventTypeSlug'],
    [{ teamSlug: 'support' }, '/eventTypeSlug'],
    [{ eventTypeId: 101, username: 'anna' }, '/username'],
    [{ eventTypeId: 101, organizationSlug: 'acme' }, '/organizationSlug'],
    [{ eventTypeSlug: 'intro', username: 'anna', teamSlug: 'support' }, '/teamSlug'],
    [{ usernames: ['anna', 'bert'], eventTypeSlug: 'intro' }, '/eventTypeSlug'],
    [{ usernames: 'anna,' }, '/usernames'],
    [{ usernames: ['anna', 'Anna'] }, '/usernames'],
    [{ usernames: ['anna', 'bert'] }, '/organizationSlug'],
  ])('%o is at fault at %s', (given, pointer) => {
    expect(readEventType(given)).toMatchObject({ ok: false, pointer });
  });

  it.each([
    { eventTypeId: 0 },
    { eventTypeId: 1.5 },
    { eventTypeId: 2 ** 31 },
    { usernames: ['anna'] },
    { username: ' ' },
    { username: 'an\u0000na' },
    { eventTypeSlug: 'in\ttro' },
    { teamSlug: 'x\u0085y' },
    { organizationSlug: '\ud800' },
    { usernames: ['anna', 'b\udfff'] },
    { usernames: 'anna,\u0000bert' },
  ])('the schemas refuse %o', (given) => {
    expect(z.strictObject(eventTypeShape).safeParse(given).success).toBe(false);
  });

  it.each(['anna', 'zoë', '山田', 'a😀b', "o'neil"])('the schemas take the name %o', (username) => {
    expect(z.strictObject(eventTypeShape).safeParse({ username }).success).toBe(true);
  });
});

describe('the key of an event type', () => {
  const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== '');
  const organization = fc.option(part, { nil: undefined }).map((slug) => (slug ? { organizationSlug: slug } : {}));
  const eventTypes: fc.Arbitrary<EventType> = fc.oneof(
    fc.record({ eventTypeId: fc.integer({ min: 1, max: 2 ** 31 - 1 }) }),
    fc
      .tuple(fc.record({ eventTypeSlug: part, username: part }), organization)
      .map(([one, two]) => ({ ...one, ...two })),
    fc
      .tuple(fc.record({ eventTypeSlug: part, teamSlug: part }), organization)
      .map(([one, two]) => ({ ...one, ...two })),
    fc
      .tuple(
        fc.uniqueArray(
          part.filter((name) => !name.includes(',')),
          { minLength: 2, maxLength: 4 },
        ),
        organization,
      )
      .map(([usernames, slug]) => ({ usernames, ...slug })),
  );

  it('can stand in a hash tag, and reads back to an event type with the same key', () => {
    fc.assert(
      fc.property(eventTypes, (eventType) => {
        const key = eventTypeKey(eventType);
        expect(key).not.toMatch(/[{}\s]/);
        expect(eventTypeKey(eventTypeOf(key))).toBe(key);
      }),
    );
  });

  it('is not confused by the marks between names', () => {
    const one = eventTypeKey({ username: 'anna/intro', eventTypeSlug: 'x@acme' });
    const other = eventTypeKey({ username: 'anna', eventTypeSlug: 'intro/x', organizationSlug: 'acme' });
    expect(one).not.toBe(other);
    expect(eventTypeOf(one)).toEqual({ username: 'anna/intro', eventTypeSlug: 'x@acme' });
  });

  it.each(['', 'id:', 'id:0', 'id:1/2', 'user:anna', 'people:a,b/c', 'nobody:x'])('%o is none', (key) => {
    expect(() => eventTypeOf(key)).toThrow(RangeError);
  });
});
