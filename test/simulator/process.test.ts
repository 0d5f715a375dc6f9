import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/simulator/main.ts', import.meta.url));

function start(
  environment: Record<string, string>,
  stdio: ('pipe' | 'ipc')[] = ['pipe', 'pipe', 'pipe'],
): ChildProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, SIMULATOR_PORT: '0', SIMULATOR_LATENCY_MS: '0', ...environment },
    stdio,
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout');
  const [line] = await once(child.stdout, 'data');
  const url = /^Cal\.com simulator listens on (\S+)\n$/.exec(String(line))?.[1];
  if (!url) throw new Error(`unexpected output: ${line}`);
  return url;
}

async function failure(child: ChildProcess): Promise<{ code: unknown; said: string }> {
  if (!child.stderr) throw new Error('no stderr');
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, said };
}

describe('npm run simulator', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'serves slots and exits cleanly on %s, even with a call hanging',
    async (signal) => {
      const child = start({ SIMULATOR_EPOCH: '2026-11-23T06:00:00Z', SIMULATOR_RATE_LIMIT: '7' });
      const url = await urlOf(child);
      const slots = (): Promise<Response> =>
        fetch(`${url}/v2/slots?eventTypeId=101&start=2026-11-23&end=2026-11-29`, {
          headers: { 'cal-api-version': '2024-09-04' },
        });
      const response = await slots();
      expect(response.headers.get('X-RateLimit-Limit-Default')).toBe('7');
      expect(Object.keys(((await response.json()) as { data: object }).data).length).toBeGreaterThan(0);
      await fetch(`${url}/control/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '[{"kind":"hang"}]',
      });
      const hanging = slots().catch(() => 'dropped');
      await expect
        .poll(async () => ((await (await fetch(`${url}/control/calls`)).json()) as { calls: [] }).calls.length)
        .toBe(2);
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(await hanging).toBe('dropped');
    },
  );

  test('has no free time at all with SIMULATOR_FULL', async () => {
    const url = await urlOf(start({ SIMULATOR_FULL: '1', SIMULATOR_SEED: '', SIMULATOR_WEBHOOK_URL: '' }));
    const soon = new Date(Date.now() + 60_000).toISOString();
    const later = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const response = await fetch(`${url}/v2/slots?eventTypeId=101&start=${soon}&end=${later}`, {
      headers: { 'cal-api-version': '2024-09-04' },
    });
    expect(await response.json()).toEqual({ status: 'success', data: {} });
  });

  test('exits with its parent', async () => {
    const child = start({}, ['pipe', 'pipe', 'pipe', 'ipc']);
    await urlOf(child);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('says in one sentence that the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await failure(start({ SIMULATOR_PORT: String(port) }))).toEqual({
      code: 1,
      said: `Port ${port} on 127.0.0.1 is taken: stop what listens there, or set SIMULATOR_PORT to another.\n`,
    });
  });

  test('names every wrong setting at once', async () => {
    const { code, said } = await failure(start({ SIMULATOR_PORT: 'x', SIMULATOR_LATENCY_MS: 'slow' }));
    expect(code).toBe(1);
    expect(said).toContain('SIMULATOR_PORT');
    expect(said).toContain('SIMULATOR_LATENCY_MS');
  });
});
