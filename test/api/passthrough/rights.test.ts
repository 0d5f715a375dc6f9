import { expect, test } from 'vitest';
import { operationInWords, rightFor } from '../../../src/api/passthrough/rights.ts';
import { readOperation } from '../../../src/calcom/operation.ts';
import { fc } from '../../support/fast_check.ts';

const right = (method: string, path: string) => {
  const operation = readOperation(method, path);
  return operation && rightFor(operation);
};

test.each([
  ['GET', '/v2/me', 'reading'],
  ['HEAD', '/v2/event-types/', 'reading'],
  ['GET', '/api/v2/Event-Types/101?x=1', 'reading'],
  ['GET', '/v2/schedules/default', 'reading'],
  ['GET', '/v2/slots/available', 'reading'],
  ['GET', '/v2/organizations/501/teams/502/event-types', 'reading'],
  ['GET', '/v2/calendars/busy-times', 'reading'],
  ['GET', '/v2/organizations/501/bookings', 'bookings'],
  ['GET', '/v2/bookings?attendeeEmail=a@b.c', 'bookings'],
  ['POST', '/v2/bookings', 'bookings'],
  ['POST', '/v2/bookings/abc/reschedule', 'bookings'],
  ['GET', '/v2/bookings/abc/recordings', 'everything'],
  ['GET', '/v2/bookings/abc/%54ranscripts', 'everything'],
  ['POST', '/v2/slots/reservations', 'reservations'],
  ['GET', '/v2/slots/reservations/abc', 'reservations'],
  ['DELETE', '/v2/slots/selected-slot', 'reservations'],
  ['POST', '/v2/slots', 'everything'],
  ['PATCH', '/v2/event-types/101', 'everything'],
  ['POST', '/v2/organizations/501/bookings', 'everything'],
  ['GET', '/v2/webhooks', 'everything'],
  ['GET', '/v2/event-types/101/webhooks', 'everything'],
  ['GET', '/v2/teams/5/event-types/101/webhooks', 'everything'],
  ['GET', '/v2/WebHooks/', 'everything'],
  ['GET', '/v2/oauth-clients', 'everything'],
  ['GET', '/v2/calendars/google/connect', 'everything'],
  ['GET', '/v2/calendars/google/save?code=1', 'everything'],
  ['GET', '/v2/verified-resources/emails', 'everything'],
  ['POST', '/v2/api-keys/refresh', 'everything'],
  ['GET', '/v2', 'everything'],
  ['TRACE', '/v2/me', undefined],
  ['GET', '/v2/me/../webhooks', undefined],
  ['GET', '/v2/me/%2e%2e/webhooks', undefined],
  ['GET', '/v2/me%2Fwebhooks', undefined],
  ['GET', '/v2/bookings\\..\\webhooks', undefined],
  ['GET', '/v2//webhooks', undefined],
  ['GET', '//calcom.example/v2/me', undefined],
  ['GET', '/v2/%E0%A4%A', undefined],
  ['GET', '/v2/me%00', undefined],
  ['GET', '/v2/%252e%252e/me', undefined],
])('%s %s needs the right to %s', (method, path, needed) => {
  expect(right(method, path)).toBe(needed);
});

test('whatever a path is, it is sent as it was judged', () => {
  const part = fc.constantFrom(
    ...[
      '/',
      '..',
      '.',
      '%2e',
      '%2F',
      '\\',
      '%5c',
      'me',
      'bookings',
      'webhooks',
      '?',
      '#',
      ';',
      '@',
      ':',
      '//',
      '%',
      'v2',
      ' ',
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const operation = readOperation('GET', `/v2/${parts.join('')}`);
      if (operation === undefined) return;
      const sent = new URL(`https://api.cal.com${operation.path}`);
      expect(`${sent.pathname}${sent.search}`).toBe(operation.path);
      const segments = sent.pathname
        .split('/')
        .slice(2)
        .filter((segment) => segment !== '');
      expect(segments.map((segment) => decodeURIComponent(segment).toLowerCase())).toEqual(operation.segments);
    }),
    { numRuns: 2_000 },
  );
});

test('where people look, an operation names nobody', () => {
  const words = (path: string) => {
    const operation = readOperation('POST', path);
    return operation && operationInWords(operation);
  };
  expect(words('/v2/bookings/4hTzQ/cancel?email=a@b.c')).toBe('POST /v2/bookings/…/cancel');
  expect(words('/v2/event-types/anna/intro/public')).toBe('POST /v2/event-types/…/…/…');
});
