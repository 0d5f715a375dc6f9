/** Where Redis is and how it is spoken to, as a URL tells it. Pure. */

/** A server, and who we are to it. */
interface Credentials {
  readonly username?: string;
  readonly password?: string;
}

/** A host and a port. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** How the connection is encrypted. */
export interface RedisTls {
  /** A file with the certificates that are believed besides the usual ones. */
  readonly caFile?: string;
  /** False where any certificate is believed: whoever sits between can read and change everything. */
  readonly isVerified: boolean;
}

/** What a URL says. */
export interface RedisAddress extends Credentials {
  readonly kind: 'server' | 'sentinel' | 'cluster';
  /** The server; the Sentinels; or some of the cluster. */
  readonly nodes: readonly RedisNode[];
  /** By which the Sentinels know the master. */
  readonly masterName: string;
  readonly db: number;
  /** 4 or 6 for one kind of address alone, 0 for either; undefined where the URL does not say. */
  readonly family?: number;
  /** Of the Sentinels, where they have any. */
  readonly sentinel: Credentials;
  /** Undefined where it is not encrypted. */
  readonly tls: RedisTls | undefined;
}

// Up to the last @: a password that was pasted as it is may hold others.
const FORM = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^/]*)@)?([^@/?]*)(?:\/([^?]*))?(?:\?(.*))?$/;

/** What can stand behind a question mark. */
const PARAMETERS = new Set(['family', 'db', 'ca', 'tls', 'sentinelUsername', 'sentinelPassword']);

/**
 * Reads a URL: `redis://user:password@host:port/0?family=6`, `rediss://…`, `redis+sentinel://host,host:26379/mymaster/0?sentinelPassword=…`,
 * `rediss+cluster://host,host`. A part that is percent-encoded is decoded.
 * @throws {Error} that says what of it cannot be read, and repeats none of it: any part may be a piece of a password
 */
export const readRedisAddress = (url: string): RedisAddress => {
  const [, secure, kind = 'server', who, hosts = '', path = '', query = ''] =
    FORM.exec(url) ?? wrong('must start with redis://, redis+sentinel:// or redis+cluster://, or with rediss for TLS');
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) wrong(`may have ${[...PARAMETERS].join(', ')} behind its question mark, and nothing else`);
  const isSentinel = kind === 'sentinel';
  const [first = '', second = ''] = path.split('/');
  const tls = tlsOf(secure === 's', parameters);
  const family = parameters.get('family') ?? undefined;
  if (family !== undefined && !/^[046]$/.test(family)) wrong('has a ?family= that is neither 4, 6 nor 0');
  const sentinelUsername = parameters.get('sentinelUsername');
  const sentinelPassword = parameters.get('sentinelPassword');
  return {
    kind: kind === 'sentinel' || kind === 'cluster' ? kind : 'server',
    nodes: nodesOf(hosts, isSentinel ? 26_379 : 6_379),
    masterName: isSentinel && first !== '' ? decodeURIComponent(first) : 'mymaster',
    db: dbOf(parameters.get('db') ?? (isSentinel ? second : first), kind),
    ...(family === undefined ? {} : { family: Number(family) }),
    ...credentialsOf(who),
    sentinel: {
      ...(sentinelUsername === null ? {} : { username: sentinelUsername }),
      ...(sentinelPassword === null ? {} : { password: sentinelPassword }),
    },
    tls,
  };
};

/** What is wrong with a URL, in words that follow its name; undefined where nothing is. */
export const faultOfRedisAddress = (url: string): string | undefined => {
  try {
    readRedisAddress(url);
    return undefined;
  } catch (error) {
    if (error instanceof URIError) return 'has a % that is no escape: it is written %25';
    if (error instanceof Error) return error.message;
    throw error;
  }
};

const wrong = (why: string): never => {
  throw new Error(why);
};

const credentialsOf = (who: string | undefined): Credentials => {
  if (who === undefined || who === '') return {};
  const colon = who.indexOf(':');
  // `redis://:password@…` has no user, and `redis://user@…` no password.
  const [username, password] = colon === -1 ? [who, ''] : [who.slice(0, colon), who.slice(colon + 1)];
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
};

const nodesOf = (hosts: string, usualPort: number): readonly RedisNode[] =>
  hosts.split(',').map((text) => {
    const [, address, name, port] =
      /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ??
      wrong('names a host that is none: host, host:port or [IPv6]:port');
    const number = port === undefined ? usualPort : Number(port);
    if (number < 1 || number > 65_535) wrong('has a port that is none');
    return { host: address ?? (name || '127.0.0.1'), port: number };
  });

const dbOf = (text: string, kind: string): number => {
  if (text === '') return 0;
  if (!/^\d{1,5}$/.test(text)) wrong('has a database that is no number');
  if (kind === 'cluster' && text !== '0') wrong('names a database, and a cluster has only 0');
  return Number(text);
};

const tlsOf = (isSecure: boolean, parameters: URLSearchParams): RedisTls | undefined => {
  const [caFile, mode] = [parameters.get('ca'), parameters.get('tls')];
  if (mode !== null && mode !== 'unverified') wrong('has a ?tls= that is not unverified');
  if (!isSecure) {
    if (caFile !== null || mode !== null) wrong('has a setting of TLS and begins with redis, not rediss');
    return undefined;
  }
  return { ...(caFile === null ? {} : { caFile }), isVerified: mode !== 'unverified' };
};
