/** The page for people over HTTP: who may see it, what it may load, and what its figures say. */
import { describe, expect, test } from 'vitest';
import type { FiguresDocument } from '../../../src/api/admin/figures_document.ts';
import { eventually, type InProcessSystem, send, startSystem } from '../../support/system.ts';

const BODY = { eventTypeId: 101, start: '2026-12-01T14:00:00+01:00', timeZone: 'Europe/Berlin' };

const figuresOf = async (system: InProcessSystem): Promise<FiguresDocument> => {
  const { status, body } = await system.get('/admin/figures');
  expect(status).toBe(200);
  return body as unknown as FiguresDocument;
};

/** The ring has its first sample, taken at `now`, before anything happens. */
const started = async (env: Record<string, string> = {}): Promise<InProcessSystem> => {
  const system = await startSystem({ env });
  system.pass(15_000);
  await eventually(async () => (await figuresOf(system)).windowSeconds === 15);
  return system;
};

describe('the page', () => {
  test('comes with all that it loads, and with a policy that lets nothing inline or foreign run', async () => {
    const system = await startSystem();
    const { status, headers, text } = await system.get('/admin');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=|https?:/);
    const loaded = [...text.matchAll(/(?:href|src)="(\/admin\/[^"]+\.(?:css|js))"/g)].map(([, path]) => path ?? '');
    expect(loaded).toHaveLength(2);
    for (const path of loaded) {
      const file = await system.get(path);
      expect(file.status, path).toBe(200);
      expect(file.headers.get('content-type'), path).toMatch(path.endsWith('.css') ? /css/ : /javascript/);
    }
    expect((await system.get('/admin/unknown.js')).status).toBe(404);
    expect((await system.get('/admin/..%2fapp.ts')).status).not.toBe(200);
  });

  test('asks for a key as Bull Board does, and so do its figures and its verifications', async () => {
    const system = await startSystem({ env: { API_KEYS: 'a-key-of-sixteen-characters' } });
    for (const path of ['/admin', '/admin/admin.js', '/admin/figures', '/admin/verifications/unknown']) {
      const { status, headers } = await system.get(path);
      expect(status, path).toBe(401);
      expect(headers.get('www-authenticate'), path).toContain('Basic');
    }
    const authorization = `Basic ${btoa('anyone:a-key-of-sixteen-characters')}`;
    expect((await system.get('/admin', { authorization })).status).toBe(200);
    expect((await system.get('/admin/figures', { authorization })).status).toBe(200);
    const asked = await send(`${system.urls[0]}/admin/verifications`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(BODY),
    });
    expect(asked.status).toBe(200);
    expect(asked.headers.get('slotproof-calcom-calls')).toBe('1');
    // Another site's form can send no JSON without asking first.
    const form = await send(`${system.urls[0]}/admin/verifications`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'text/plain' },
      body: JSON.stringify(BODY),
    });
    expect(form.status).toBe(415);
  });
});

describe('the figures', () => {
  test('tell of the last hour, beside their targets', async () => {
    const system = await started();
    await system.verify(BODY);
    for (let times = 0; times < 3; times++) await system.verify(BODY);
    system.pass(60_000);
    const { responseTime, hitRatio, calcomCalls, errors, fleet, redis } = await figuresOf(system);
    expect(redis).toBe('up');
    expect(responseTime).toMatchObject({ targetP95Seconds: 2, requests: 4 });
    expect(responseTime.met).toBe((responseTime.p95Seconds ?? Infinity) <= 2);
    expect(responseTime.p50Seconds).toBeGreaterThan(0);
    expect(responseTime.p50Seconds).toBeLessThanOrEqual(responseTime.p99Seconds ?? 0);
    expect(hitRatio).toMatchObject({ met: false, ratio: 0.75, verifications: { fresh: 3, miss: 1 } });
    expect(calcomCalls).toMatchObject({ met: true, lastHour: 1, byReason: { caller: 1 } });
    expect(errors).toMatchObject({ met: true, ratio: 0, requests: 4, failed: 0 });
    expect(fleet).toMatchObject({ circuit: 'closed', throttle: { blockedForSeconds: 0 } });
    for (const { plot } of [responseTime, hitRatio, calcomCalls, errors]) expect(plot).toHaveLength(60);
    expect(calcomCalls.plot.at(-1)).toBe(1);
  });

  test('say nothing where nothing happened, rather than a good number', async () => {
    const { responseTime, hitRatio, errors, calcomCalls, warmest } = await figuresOf(await started());
    expect([responseTime.met, hitRatio.met, errors.met, calcomCalls.met]).toEqual([null, null, null, true]);
    expect([responseTime.p95Seconds, hitRatio.ratio, errors.ratio]).toEqual([null, null, null]);
    expect(warmest).toEqual([]);
  });

  test('name the event types asked for most, with the age of what is cached of them', async () => {
    const system = await started();
    await system.verify(BODY);
    system.pass(120_000);
    const warmest = await eventually(async () => {
      const found = (await figuresOf(system)).warmest;
      return found.length > 0 && found;
    });
    expect(warmest).toEqual([
      { name: 'id:101', daysCached: 14, daysLookedAt: 14, state: 'fresh', youngestSeconds: 120, oldestSeconds: 120 },
    ]);
  });

  test('tell of failures and of the open circuit', async () => {
    const system = await started({ CALCOM_TIMEOUT_MS: '500' });
    await system.control('PUT', 'faults', [{ kind: 'reset' }]);
    expect((await system.verify(BODY)).status).toBe(503);
    system.pass(1_000);
    const { errors, fleet } = await figuresOf(system);
    expect(errors).toMatchObject({ met: false, ratio: 1, failed: 1 });
    expect(fleet?.circuit).toBe('open');
  });

  test('of this process are there without Redis, and the others are not made up', async () => {
    const system = await started();
    await system.verify(BODY);
    system.pass(1_000);
    await system.redis.kill();
    const { redis, calcomCalls, fleet, hitRatio } = await figuresOf(system);
    expect(redis).toBe('down');
    expect(calcomCalls).toMatchObject({ lastHour: null, met: null });
    expect(fleet).toBeNull();
    expect(hitRatio.ratio).toBe(0);
    await system.redis.restart();
  });
});
