import type { RequestHandler } from 'express';

/** The version in which slots are asked for. */
export const SLOTS_VERSION = '2024-09-04';

/** The version in which event types are listed as they are here. */
export const EVENT_TYPES_VERSION = '2024-06-14';

/** The version in which schedules are as they are here. */
export const SCHEDULES_VERSION = '2024-06-11';

/** The versions in which bookings work as they do here; the second is only known to the hosted Cal.com. */
export const BOOKINGS_VERSIONS = ['2024-08-13', '2026-02-25'] as const;

/** Lets a request through whose version has slots as the first one had them, or none, or one that nobody knows. */
export const servedAsFirst: RequestHandler = (request, _response, next) => {
  if ([SLOTS_VERSION, BOOKINGS_VERSIONS[1]].includes(request.get('cal-api-version') ?? '')) next('route');
  else next();
};

/**
 * Lets a request through to its route only in these versions. Cal.com routes by `cal-api-version`, and serves one that it does not know as
 * its first version, which has no such paths: so a wrong version is its router's 404, not a hint at the header.
 */
export function servedIn(...versions: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (versions.includes(request.get('cal-api-version') ?? '')) next();
    else next('route');
  };
}
