/** Measures every request, under a label that takes few values whatever is asked for. */
import type { RequestHandler } from 'express';
import type { ApiMetrics } from '../../telemetry/api_metrics.ts';
import { afterwards } from './afterwards.ts';

/** Routes that are a path. */
const EXACT: ReadonlySet<string> = new Set([
  '/v1/verifications',
  '/v1/bookings',
  '/v1/holds',
  '/v1/event-types',
  '/v1/warming',
  '/v1/calcom/webhooks',
  '/v2/slots',
  '/mcp',
  '/llms.txt',
  '/openapi.json',
  '/docs',
  '/admin',
  '/admin/verifications',
  '/metrics',
  '/healthz',
  '/readyz',
  '/v1/agents/tool/list_event_types',
  '/v1/agents/tool/check_slot',
  '/v1/agents/tool/find_slots',
  '/v1/agents/tool/hold_slot',
  '/v1/agents/tool/book_slot',
  '/v1/agents/tool/reschedule_booking',
  '/v1/agents/tool/cancel_booking',
]);

/** Routes by how their paths begin. */
const PREFIXES: readonly (readonly [prefix: string, route: string])[] = [
  ['/v1/verifications/', '/v1/verifications/{id}'],
  ['/v1/holds/', '/v1/holds/{id}'],
  ['/v1/warming/', '/v1/warming/{id}'],
  ['/v1/agents/', '/v1/agents/{platform}'],
  ['/admin/queues', '/admin/queues'],
  ['/admin/verifications/', '/admin/verifications/{id}'],
  ['/v2/', '/v2/{operation}'],
  ['/api/v2/', '/v2/{operation}'],
  ['/admin/', '/admin'],
  ['/docs/', '/docs'],
  ['/problems/', '/problems/{name}'],
];

/** A booking by its id, and what is done to it. */
const OF_BOOKING = /^\/v1\/bookings\/[^/]+(|\/reschedule|\/cancel)$/;

/**
 * The route that a path belongs to, or `other`. Not Express's own `route.path`: that is gone, or its parent's, once an error handler
 * has answered.
 */
export const routeOf = (path: string): string => {
  if (EXACT.has(path)) return path;
  // The other way in which Cal.com spells it.
  if (path === '/api/v2/slots') return '/v2/slots';
  const [, change] = OF_BOOKING.exec(path) ?? [];
  if (change !== undefined) return `/v1/bookings/{id}${change}`;
  for (const [prefix, route] of PREFIXES) if (path.startsWith(prefix)) return route;
  return 'other';
};

const STATUS_CLASSES = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx'];

const statusClass = (status: number): string => STATUS_CLASSES[Math.floor(status / 100)] ?? 'other';

/** The middleware; the first one, so that it sees all of a request. @param only the route, where it stands before one alone */
export const requestDuration = ({ requestDuration: histogram }: ApiMetrics, only?: string): RequestHandler => {
  const observe = afterwards(({ route, status, seconds }: Ended) => histogram.observe({ route, status }, seconds));
  return (request, response, next) => {
    const startedAt = performance.now();
    const route = only ?? routeOf(request.path);
    // It comes once; `once` would wrap it to make sure.
    response.on('close', () => {
      const status = response.writableFinished ? statusClass(response.statusCode) : 'aborted';
      observe({ route, status, seconds: (performance.now() - startedAt) / 1000 });
    });
    next();
  };
};

interface Ended {
  readonly route: string;
  readonly status: string;
  readonly seconds: number;
}
