// What holds of the listing in any world.

import { expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/simulator/zone.ts';
import { NOW, randomWorld, startsOf, ZONES_BY_CLASS, zone } from './random_worlds.ts';
import { fc } from '../support/fast_check.ts';

const DAYS = 6;
/** Of the random worlds; of buffers, those of a booking and of the slot beside it together. */
const LONGEST_NOTICE_MINUTES = 60;
const LONGEST_BUFFERS_MINUTES = 120;
/**
 * A listing sees no booking outside of its range, though the buffer of one may reach into it: at its end, and at its beginning too, which is
 * now or when the notice has passed. Cal.com looks further for such bookings only when it books.
 */
const SURE_FROM = NOW + (LONGEST_NOTICE_MINUTES + LONGEST_BUFFERS_MINUTES) * MINUTE_MS;
const SURE_UNTIL = Math.floor(NOW / DAY_MS) * DAY_MS + (DAYS - 1) * DAY_MS;

test('what is listed can be booked', () => {
  let listed = 0;
  fc.assert(
    fc.property(randomWorld, zone, (world, timeZone) => {
      const { eventType, availability } = world;
      for (const start of startsOf(world, timeZone, DAYS)) {
        if (start < SURE_FROM || start > SURE_UNTIL) continue;
        listed += 1;
        const check = availability.check({ eventType, start, minutes: eventType.length, attendeeZone: timeZone });
        expect(check).toMatchObject({ hosts: expect.anything() });
      }
    }),
    { numRuns: 300 },
  );
  expect(listed).toBeGreaterThan(1000);
});

test('all zones of a class list the same', () => {
  const sameClass = fc
    .constantFrom(...Object.values(ZONES_BY_CLASS))
    .chain((zones) => fc.tuple(fc.constantFrom(...zones), fc.constantFrom(...zones)));
  fc.assert(
    fc.property(randomWorld, sameClass, (world, [one, other]) => {
      // The day of a zone is cut out of what was asked for; within both zones' days nothing may differ.
      const inner = (starts: readonly number[]): number[] =>
        starts.filter((start) => start > NOW + DAY_MS && start < SURE_UNTIL);
      expect(inner(startsOf(world, one, DAYS))).toEqual(inner(startsOf(world, other, DAYS)));
    }),
    { numRuns: 300 },
  );
});

test('no slot is listed twice, and none begins before the notice has passed', () => {
  fc.assert(
    fc.property(randomWorld, fc.option(zone, { nil: undefined }), (world, timeZone) => {
      const starts = startsOf(world, timeZone, DAYS);
      expect(starts).toHaveLength(new Set(starts).size);
      const notice = world.eventType.minimumBookingNotice ?? 0;
      for (const start of starts) expect(start).toBeGreaterThanOrEqual(NOW + notice * 60_000);
    }),
    { numRuns: 300 },
  );
});
