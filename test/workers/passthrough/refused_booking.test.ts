/** Which refusals leave it open whether something was booked. */
import { expect, test } from 'vitest';
import { readOperation } from '../../../src/calcom/operation.ts';
import { CatalogueIndex } from '../../../src/catalogue/catalogue_index.ts';
import { mayBeBooked } from '../../../src/workers/passthrough/refused_booking.ts';
import { documentOf, eventTypeOf } from '../../catalogue/catalogue_documents.ts';

const [ONCE, WEEKLY, UNKNOWN] = [101, 102, 103];
const hosts = [{ userId: 1, username: 'anna' }];
const finder = new CatalogueIndex(
  documentOf({
    eventTypes: [
      eventTypeOf({ id: ONCE, slug: 'once', hosts }),
      eventTypeOf({ id: WEEKLY, slug: 'weekly', hosts, recurrence: { interval: 1, occurrences: 3 } }),
    ],
  }),
);

test.each<[operation: string, asked: unknown, status: number, expected: boolean]>([
  ['POST /v2/bookings', { eventTypeId: ONCE }, 400, false],
  ['POST /v2/bookings', { eventTypeId: WEEKLY }, 400, true],
  // A limit of bookings that is reached by one of the series.
  ['POST /v2/bookings', { eventTypeId: WEEKLY }, 401, true],
  ['POST /v2/bookings', { eventTypeId: UNKNOWN }, 400, true],
  ['POST /v2/bookings', { eventTypeId: UNKNOWN }, 404, false],
  ['POST /v2/bookings', { eventTypeId: WEEKLY }, 429, false],
  ['POST /v2/bookings', { eventTypeSlug: 'weekly', username: 'anna', organizationSlug: null }, 400, true],
  ['POST /v2/bookings', { eventTypeSlug: 'once', username: 'anna', teamSlug: 'support' }, 400, false],
  ['POST /v2/bookings', { eventTypeSlug: 'weekly', teamSlug: 'support' }, 400, true],
  ['POST /v2/bookings', { eventTypeId: ONCE, eventTypeSlug: 'weekly', username: 'anna' }, 400, false],
  ['POST /v2/bookings', { eventTypeId: 'WEEKLY' }, 400, false],
  ['POST /v2/bookings', 'no body', 400, false],
  ['POST /v2/bookings/recurring', [{ eventTypeId: ONCE }], 400, true],
  ['POST /v2/bookings/abc/cancel', { eventTypeId: WEEKLY }, 400, false],
  ['POST /v2/slots/reservations', { eventTypeId: WEEKLY }, 400, false],
])('%s of %j, refused with %i: %s', (line, asked, status, expected) => {
  const [method = '', path = ''] = line.split(' ');
  const operation = readOperation(method, path);
  if (operation === undefined) throw new Error(`not an operation: ${line}`);
  expect(mayBeBooked(operation, Buffer.from(JSON.stringify(asked)), status, finder)).toBe(expected);
});
