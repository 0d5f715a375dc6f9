import type { Request } from 'express';
import { ApiError } from './api_error.ts';

/** Who is calling: what requests are counted under, and how it may be shown in a log. */
export type Credential = { readonly key: string; readonly masked: string; readonly bearer: string | undefined };

/** The bearer token of a request, or its address where it has none. */
export function credentialOf(request: Request): Credential {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (bearer) return { key: `key ${bearer}`, masked: `${bearer.slice(0, 4)}…${bearer.slice(-2)}`, bearer };
  const address = request.socket.remoteAddress ?? 'unknown';
  return { key: `ip ${address}`, masked: `ip ${address}`, bearer };
}

/** Refuses a bad key. Every `cal_…` key is good, except `cal_invalid…`; no key at all is allowed. */
export function checkCredential({ bearer }: Credential): void {
  if (bearer === undefined) return;
  if (!bearer.startsWith('cal_') || bearer.startsWith('cal_invalid')) {
    throw new ApiError(401, 'ApiAuthStrategy - api key - Your api key is not valid');
  }
}
