/** Under which label a request is measured. */
import { expect, test } from 'vitest';
import { routeOf } from '../../../src/api/http/request_duration.ts';
import { openApiDocument } from '../../../src/api/openapi/document.ts';

const documented = Object.keys(openApiDocument(Temporal.PlainDate.from('2026-11-25')).paths ?? {});

test.each(documented)('%s is a label of its own', (path) => {
  expect(routeOf(path.replace(/\{\w+\}/g, 'some'))).toBe(path);
});

test.each(['/v2/slots/1', '/api/v2/slots/1', '/v2/bookings/abc/cancel'])('%s goes on to Cal.com', (path) => {
  expect(routeOf(path)).toBe('/v2/{operation}');
});

test('both spellings of Cal.com’s operation are one', () => {
  expect(routeOf('/api/v2/slots')).toBe('/v2/slots');
});

test.each(['/v1/verification', '/wp-login.php'])('%s is none of ours', (path) => {
  expect(routeOf(path)).toBe('other');
});
