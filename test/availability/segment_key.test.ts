import { expect, test } from 'vitest';
import { segmentsName, spelledSegmentsName, subjectOf } from '../../src/availability/segment_key.ts';

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
