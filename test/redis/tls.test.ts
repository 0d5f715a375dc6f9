/** Redis with TLS: one server, a Cluster and a Sentinel, with a certificate that nobody signed. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { keptPort } from '../support/kept_port.ts';
import { startRedis } from '../support/redis_server.ts';
import { startSentinel } from '../support/sentinel.ts';
import { eventually } from '../support/system.ts';

const run = promisify(execFile);

/** A certificate that nobody signed, and a server that shows it. */
const certified = async (...more: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', key, '-out', cert],
  ]);
  const tlsPort = await keptPort();
  const redis = await startRedis({
    args: [
      ...['--tls-port', String(tlsPort), '--tls-cert-file', cert, '--tls-key-file', key],
      ...['--tls-ca-cert-file', cert, '--tls-auth-clients', 'no', ...more],
    ],
  });
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  return { key, cert, tlsPort, client, ca: `ca=${encodeURIComponent(cert)}` };
};

/** What the server answers, however often it is tried. */
const ping = async (url: string): Promise<string> => {
  const redis = connectRedis(url, 'worker');
  redis.on('error', () => undefined);
  try {
    return await redis.ping();
  } finally {
    redis.disconnect();
  }
};

/** Why it does not answer. */
const refusalOf = async (url: string): Promise<string> => {
  const redis = connectRedis(url, 'worker');
  try {
    return await new Promise((resolve) => {
      redis.once('error', (error: Error) => resolve(error.message));
      void redis.ping().then(resolve, () => undefined);
    });
  } finally {
    redis.disconnect();
  }
};

test('a certificate is believed by the authority that is given, or unseen where that is asked for, and not else', async () => {
  const { tlsPort, ca } = await certified();
  const url = `rediss://127.0.0.1:${tlsPort}`;
  expect(await refusalOf(url)).toMatch(/self.signed/);
  expect(await ping(`${url}?${ca}`)).toBe('PONG');
  expect(await ping(`${url}?tls=unverified`)).toBe('PONG');
});

test('a Cluster, whose nodes go by name', async () => {
  // As ElastiCache does: the certificate is made out for the name.
  const { tlsPort, client, ca } = await certified(
    ...['--cluster-enabled', 'yes', '--tls-cluster', 'yes', '--cluster-announce-ip', '127.0.0.1'],
    ...['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'],
  );
  await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await eventually(async () => /cluster_state:ok/.test(String(await client.call('CLUSTER', 'INFO'))));
  const url = `rediss+cluster://localhost:${tlsPort}`;
  expect(await ping(`${url}?${ca}`)).toBe('PONG');
  expect(await refusalOf(url)).not.toBe('PONG');
});

test('a Sentinel that wants a password of its own', async () => {
  const { key, cert, tlsPort, client, ca } = await certified('--tls-replication', 'yes');
  await client.config('SET', 'requirepass', 'of the server');
  const port = await startSentinel((at) => [
    ...['port 0', `tls-port ${at}`, 'tls-auth-clients no', 'tls-replication yes'],
    ...[`tls-cert-file ${cert}`, `tls-key-file ${key}`, `tls-ca-cert-file ${cert}`],
    ...[`sentinel monitor main 127.0.0.1 ${tlsPort} 1`, 'sentinel auth-pass main "of the server"'],
    'requirepass "of the Sentinel"',
  ]);
  const url = `rediss+sentinel://:of%20the%20server@localhost:${port}/main?${ca}`;
  await eventually(async () => (await ping(`${url}&sentinelPassword=of%20the%20Sentinel`)) === 'PONG');
  expect(await refusalOf(url)).not.toBe('PONG');
});
