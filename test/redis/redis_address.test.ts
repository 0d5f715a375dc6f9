import { expect, test } from 'vitest';
import { readRedisAddress } from '../../src/redis/redis_address.ts';

const PLAIN = { masterName: 'mymaster', db: 0, sentinel: {}, tls: undefined };

test.each([
  ['redis://127.0.0.1:6379', { kind: 'server', nodes: [{ host: '127.0.0.1', port: 6379 }] }],
  ['redis://redis', { kind: 'server', nodes: [{ host: 'redis', port: 6379 }] }],
  ['redis://[::1]:6380/3', { kind: 'server', nodes: [{ host: '::1', port: 6380 }], db: 3 }],
  // As Heroku gives it.
  [
    'rediss://:p4ssw0rd@ec2-1-2-3-4.compute-1.amazonaws.com:21234',
    {
      kind: 'server',
      nodes: [{ host: 'ec2-1-2-3-4.compute-1.amazonaws.com', port: 21234 }],
      password: 'p4ssw0rd',
      tls: { isVerified: true },
    },
  ],
  // As Upstash gives it.
  [
    'rediss://default:AbC%2Fd%3D@eu1-one-2.upstash.io:6379',
    {
      kind: 'server',
      nodes: [{ host: 'eu1-one-2.upstash.io', port: 6379 }],
      username: 'default',
      password: 'AbC/d=',
      tls: { isVerified: true },
    },
  ],
  // As ElastiCache gives it.
  [
    'rediss+cluster://app:secret@clustercfg.my-cache.abc123.euw1.cache.amazonaws.com:6379',
    {
      kind: 'cluster',
      nodes: [{ host: 'clustercfg.my-cache.abc123.euw1.cache.amazonaws.com', port: 6379 }],
      username: 'app',
      password: 'secret',
      tls: { isVerified: true },
    },
  ],
  [
    'rediss+sentinel://app:secret@one:26379,two/main/2?sentinelUsername=s&sentinelPassword=t%26u&family=6&ca=%2Fetc%2Fca.pem',
    {
      kind: 'sentinel',
      nodes: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26379 },
      ],
      masterName: 'main',
      db: 2,
      family: 6,
      username: 'app',
      password: 'secret',
      sentinel: { username: 's', password: 't&u' },
      tls: { caFile: '/etc/ca.pem', isVerified: true },
    },
  ],
  // Pasted as it is.
  ['redis://:p@ss:w@redis', { kind: 'server', nodes: [{ host: 'redis', port: 6379 }], password: 'p@ss:w' }],
  [
    'rediss://redis?tls=unverified&db=1',
    { kind: 'server', nodes: [{ host: 'redis', port: 6379 }], db: 1, tls: { isVerified: false } },
  ],
])('%s', (url, expected) => {
  expect(readRedisAddress(url)).toEqual({ ...PLAIN, ...expected });
});

test.each([
  ['http://redis', /must start with/],
  ['redis://one:x', /a host that is none/],
  ['redis://one:99999', /port that is none/],
  ['redis://one/zero', /database that is no number/],
  ['redis+cluster://one/1', /a cluster has only 0/],
  ['redis://one?ca=x', /begins with redis, not rediss/],
  ['redis://one?timeout=5', /and nothing else/],
  ['redis://one?family=5', /family/],
])('%s is refused', (url, reason) => {
  expect(() => readRedisAddress(url)).toThrow(reason);
});

test.each([
  'redis://:pas/s3cret@redis',
  'redis://:pas?s3cret@redis',
  'redis://:pas#s3cret@red is:x',
  'redis://:pas%s3cret@redis',
  's3cret',
])('%s is read, or refused without a word of it', (url) => {
  try {
    expect(readRedisAddress(url).password).toContain('s3cret');
  } catch (error) {
    expect(String(error)).not.toContain('s3cret');
  }
});
