/** Which headers go on to Cal.com, and which of its own come back. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Header } from '../../calcom/passed_call.ts';

/**
 * What goes on: what says how the body is to be read and how the answer is wanted. Anything else, cookies and a key of ours among it, is between the
 * caller and us.
 */
const GO_ON: readonly string[] = [
  ...['cal-api-version', 'x-cal-platform-embed'],
  ...['content-type', 'content-encoding', 'content-language'],
  ...['accept', 'accept-encoding', 'accept-language', 'prefer', 'user-agent'],
  ...['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'range'],
];

/** What Cal.com knows a caller by that has a credential of its own. */
const CREDENTIALS: readonly string[] = ['authorization', 'x-cal-client-id', 'x-cal-secret-key'];

/** What holds for one connection alone (RFC 9110, section 7.6.1), beside what `Connection` names. */
const HOP_BY_HOP: readonly string[] = [
  ...['connection', 'proxy-connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['proxy-authenticate', 'proxy-authorization', 'proxy-authentication-info'],
];

/** Who passed it on (RFC 9110, section 7.6.3). */
const VIA: Header = ['via', '1.1 slotproof'];

/** The headers that go on. @param isOwn whether the caller has a credential of its own @param isReading what changes something is answered so that we can read it */
export const headersOnward = (headers: IncomingHttpHeaders, isOwn: boolean, isReading: boolean): readonly Header[] => {
  const names = isOwn ? [...GO_ON, ...CREDENTIALS] : GO_ON;
  const named = namedByConnection(headers.connection);
  const passed = names.flatMap((name): readonly Header[] => {
    const value = headers[name];
    return typeof value !== 'string' || named.includes(name) ? [] : [[name, value]];
  });
  return [...passed.filter(([name]) => isReading || name !== 'accept-encoding'), VIA];
};

/** Cal.com's headers as they come back. Whose pages may read the answer is told by us (`CORS_ORIGINS`). */
export const headersBack = (headers: readonly Header[]): readonly Header[] => {
  const named = headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'connection' ? namedByConnection(value) : [],
  );
  return headers.filter(([spelled]) => {
    const name = spelled.toLowerCase();
    return !HOP_BY_HOP.includes(name) && !named.includes(name) && !name.startsWith('access-control-');
  });
};

const namedByConnection = (value: string | undefined): readonly string[] =>
  (value ?? '').split(',').map((name) => name.trim().toLowerCase());
