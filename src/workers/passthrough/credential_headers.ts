/** As whom an operation goes on to Cal.com. */
import type { Header, PassedRequest } from '../../calcom/passed_call.ts';

/** What Cal.com tells its clients apart by. */
const OF_CREDENTIALS: readonly string[] = ['authorization', 'x-cal-client-id', 'x-cal-secret-key'];

/** What Cal.com counts by, where a caller has a credential of its own. */
export const credentialOfHeaders = (headers: readonly Header[]): string => {
  const values = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  // An API key is the same credential as the account's where it is the same key.
  const bearer = values.get('authorization')?.replace(/^Bearer +/i, '');
  return bearer ?? OF_CREDENTIALS.map((name) => values.get(name) ?? '').join(' ');
};

/** The request as the account sends it: with its key, and with nothing that would say otherwise. */
export const withAccountsKey = (request: PassedRequest, apiKey: string | undefined): PassedRequest => {
  const others = request.headers.filter(([name]) => !OF_CREDENTIALS.includes(name.toLowerCase()));
  return {
    ...request,
    headers: apiKey === undefined ? others : [...others, ['authorization', `Bearer ${apiKey}`]],
  };
};
