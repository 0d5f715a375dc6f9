import { expect, test } from 'vitest';
import { segmentsName, spelledSegmentsName, subjectOf, withoutZone } from '../../src/availability/segment_key.ts';

const PEOPLE = { usernames: ['olga', 'pavel'], organizationSlug: 'acme' };

test('people without a length and people with their usual one are one entry, which asks for it', () => {
  for (const nameOf of [segmentsName, spelledSegmentsName]) {
    const name = nameOf(PEOPLE);
    expect(name).toBe(nameOf(PEOPLE, 30));
    expect(name).not.toBe(nameOf(PEOPLE, 60));
    expect(subjectOf(name ?? expect.unreachable('it has a name'))).toMatchObject({
      eventType: PEOPLE,
      durationMinutes: 30,
    });
  }
});

test('the length of any other event type is its own to choose', () => {
  expect(subjectOf(segmentsName({ eventTypeId: 101 }))).toEqual({ eventType: { eventTypeId: 101 }, asked: '' });
});

test('hosts are part of what is listed, in every zone and at every length', () => {
  for (const [duration, asked] of [
    [undefined, ''],
    [60, ''],
    [undefined, 'Asia/Kolkata'],
    [60, 'Asia/Kolkata'],
  ] as const) {
    const name = segmentsName({ eventTypeId: 101 }, duration, asked, [5, 7]);
    expect(subjectOf(name)).toEqual({
      eventType: { eventTypeId: 101 },
      ...(duration === undefined ? {} : { durationMinutes: duration }),
      hosts: [5, 7],
      asked,
    });
    expect(withoutZone(name)).toBe(withoutZone(segmentsName({ eventTypeId: 101 }, duration, '', [5, 7])));
  }
});
