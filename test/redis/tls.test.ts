/** Redis with TLS: a real server with a certificate that nobody signed. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { freePort } from '../../src/runtime/free_port.ts';
import { startRedis } from '../support/redis_server.ts';

const run = promisify(execFile);

const certified = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', key, '-out', cert],
  ]);
  const tlsPort = await freePort();
  const redis = await startRedis({
    args: [
      '--tls-port',
      String(tlsPort),
      '--tls-cert-file',
      cert,
      '--tls-key-file',
      key,
      '--tls-ca-cert-file',
      cert,
      '--tls-auth-clients',
      'no',
    ],
  });
  onTestFinished(() => redis.stop());
  return { cert, url: `rediss://127.0.0.1:${tlsPort}` };
};

/** What the server answers, or why it does not. */
const ping = async (url: string): Promise<string> => {
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
  const { cert, url } = await certified();
  expect(await ping(url)).toMatch(/self.signed/);
  expect(await ping(`${url}?ca=${encodeURIComponent(cert)}`)).toBe('PONG');
  expect(await ping(`${url}?tls=unverified`)).toBe('PONG');
});
