import type { Request } from 'express';
import { ApiError } from './api_error.ts';

/** The version in which slots are asked for. */
export const SLOTS_VERSION = '2024-09-04';

/** The version in which event types are listed as they are here. */
export const EVENT_TYPES_VERSION = '2024-06-14';

/** The first version in which bookings work as they do here. */
export const BOOKINGS_VERSION = '2024-08-13';

/**
 * Throws unless the request's `cal-api-version` is one that `accepts` takes. Cal.com routes by this header, and without it to its first
 * version, which has no such paths: so the answer is its router's 404, not a hint at the header.
 */
export function requireVersion(request: Request, accepts: (version: string) => boolean): void {
  if (!accepts(request.get('cal-api-version') ?? '')) {
    throw new ApiError(404, `Cannot ${request.method} ${request.originalUrl}`);
  }
}
