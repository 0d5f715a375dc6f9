import type { Request } from 'express';
import { ApiError } from './api_error.ts';

/** What someone calls with; each kind has a rate limit of its own. */
export type CredentialKind = 'apiKey' | 'accessToken' | 'oauthClient' | 'address';

/** Who is calling: what requests are counted under, and how it may be shown in a log. `bearer` is what they authorize with. */
export type Credential = {
  readonly kind: CredentialKind;
  readonly key: string;
  readonly masked: string;
  readonly bearer: string | undefined;
};

/** Whatever a request authorizes with, with or without `Bearer`; else its OAuth client; else its address. */
export function credentialOf(request: Request): Credential {
  const bearer = request.get('authorization')?.replace(/^Bearer /, '');
  if (bearer) {
    const kind = bearer.startsWith('cal_') ? 'apiKey' : 'accessToken';
    return { kind, key: `key ${bearer}`, masked: `${bearer.slice(0, 4)}…${bearer.slice(-2)}`, bearer };
  }
  const client = request.get('x-cal-client-id');
  if (client) return { kind: 'oauthClient', key: `client ${client}`, masked: 'client', bearer: undefined };
  const address = request.socket.remoteAddress ?? 'unknown';
  return { kind: 'address', key: `ip ${address}`, masked: `ip ${address}`, bearer: undefined };
}

/**
 * Throws an ApiError (401) for an API key that is in no database: `cal_invalid…`. Every other `cal_…` key is good. It is Cal.com's limiter
 * that looks keys up, so it happens before anything is counted, and tokens of other kinds are not looked at.
 */
export function checkCredential({ kind, bearer }: Credential): void {
  if (kind === 'apiKey' && bearer?.startsWith('cal_invalid')) {
    throw new ApiError(401, 'CustomThrottlerGuard - Invalid API Key');
  }
}
