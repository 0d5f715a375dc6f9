/** API keys: who may ask, and under which name. Only digests of the keys are kept, so that no dump of this process gives one away. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { setCalcomCaller } from '../http/caller.ts';
import { RequestProblem } from '../http/problem_response.ts';

/** Hexadecimal digits of a key's digest that name its owner: enough that no two keys of an installation share a name. */
const OWNER_DIGITS = 16;

/** How callers are told apart who ask Cal.com's operations. */
export interface CalcomCallers {
  /** The account's own key. */
  readonly apiKey: string | undefined;
  /** Whether a caller may come with a credential of Cal.com's. */
  readonly areLetIn: boolean;
}

/** The middleware that asks for a key. */
export interface Authentication {
  /** For programs: `Authorization: Bearer <key>`. */
  readonly bearer: RequestHandler;
  /** For people too: a browser asks for a user name, which does not matter, and a password, which is the key. */
  readonly browser: RequestHandler;
  /** For clients of Cal.com, who come with a key of ours or with what Cal.com knows them by. */
  readonly calcom: RequestHandler;
}

/**
 * Makes the middleware. A request with a valid key gets `response.locals.owner`, a short digest of that key; any other is a
 * 401. Without any keys everyone may ask (the settings then allow no address but loopback).
 */
export const createAuthentication = (
  apiKeys: readonly string[],
  calcomCallers: CalcomCallers = { apiKey: undefined, areLetIn: false },
): Authentication => {
  const digests = apiKeys.map(digestOf);
  const accountDigest = calcomCallers.apiKey === undefined ? undefined : digestOf(calcomCallers.apiKey);

  const ownerOfKey = (key: string): string | undefined => {
    const presented = digestOf(key);
    let owner: string | undefined;
    // All of them are compared, always: the time taken does not tell which key was nearly right.
    for (const digest of digests) {
      if (timingSafeEqual(digest, presented)) owner = ownerOfDigest(digest);
    }
    return owner;
  };

  const asking =
    (keyOf: (request: Request) => string | undefined, challenges: readonly string[], detail: string): RequestHandler =>
    (request, response, next) => {
      if (digests.length === 0) return next();
      const key = keyOf(request);
      const owner = key === undefined ? undefined : ownerOfKey(key);
      if (owner === undefined) {
        response.set('WWW-Authenticate', [...challenges]);
        throw new RequestProblem('unauthorized', { detail });
      }
      response.locals.owner = owner;
      next();
    };

  const bearer = asking(bearerToken, [BEARER], 'Send one of the keys in API_KEYS as Authorization: Bearer <key>.');

  const calcom: RequestHandler = (request, response, next) => {
    const presented = presentedToCalcom(request);
    const owner = presented === undefined ? undefined : ownerOfKey(presented);
    if (owner !== undefined) {
      response.locals.owner = owner;
      next();
    } else if (presented !== undefined && calcomCallers.areLetIn && isCalcoms(presented)) {
      const digest = digestOf(presented);
      const isAccounts = accountDigest !== undefined && timingSafeEqual(accountDigest, digest);
      setCalcomCaller(response, isAccounts ? 'account' : 'own');
      response.locals.owner = ownerOfDigest(digest);
      next();
    } else {
      bearer(request, response, next);
    }
  };

  return {
    calcom,
    bearer,
    browser: asking(
      (request) => bearerToken(request) ?? basicPassword(request),
      [BASIC, BEARER],
      'Give one of the keys in API_KEYS as the password, with any user name, or as a bearer token.',
    ),
  };
};

const BEARER = 'Bearer realm="Slotproof"';
const BASIC = 'Basic realm="Slotproof", charset="UTF-8"';

const ownerOfDigest = (digest: Buffer): string => digest.toString('hex').slice(0, OWNER_DIGITS);

const digestOf = (key: string): Buffer => hash('sha256', key, 'buffer');

const credentials = (request: Request, scheme: RegExp): string | undefined =>
  scheme.exec(request.headers.authorization ?? '')?.[1];

/** RFC 6750, section 2.1. */
const bearerToken = (request: Request): string | undefined => credentials(request, /^Bearer +(\S+) *$/i);

/** RFC 7617. */
const basicPassword = (request: Request): string | undefined => {
  const encoded = credentials(request, /^Basic +([A-Za-z0-9+/]+=*) *$/i);
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
};

/** Before an OAuth client's secret, which looks like nothing in particular. */
const CLIENT = 'client ';

/** An API key of Cal.com's, or one of its access tokens. Anything else may be a key of ours that was mistyped, and Cal.com must not see it. */
const CALCOM_TOKEN = /^(?:cal_\S+|eyJ[\w-]+\.[\w-]+\.[\w-]+)$/;

const isCalcoms = (presented: string): boolean => presented.startsWith(CLIENT) || CALCOM_TOKEN.test(presented);

/** What a request says of who asks, as Cal.com reads it: with or without `Bearer`, or as an OAuth client. */
const presentedToCalcom = (request: Request): string | undefined => {
  const token = bearerToken(request) ?? request.get('authorization');
  if (token !== undefined) return token;
  const secret = request.get('x-cal-secret-key');
  return secret === undefined ? undefined : `${CLIENT}${request.get('x-cal-client-id') ?? ''} ${secret}`;
};
