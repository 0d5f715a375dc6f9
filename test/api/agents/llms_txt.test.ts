/** `/llms.txt` leads to pages that are there, for everyone. */
import { afterAll, expect, test } from 'vitest';
import { runningService } from '../../support/running_service.ts';

const service = await runningService({ withWorkers: false, settings: { API_KEYS: 'a-key-of-the-tests' } });
afterAll(() => service.close());

test('every page that it names is there', async () => {
  const text = await (await service.request('GET', '/llms.txt')).text();
  expect(text).toMatch(/^# Slotproof\n\n> /);
  const paths = [...text.matchAll(/\]\((\S+)\)/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) expect([path, (await service.request('GET', path)).status]).toEqual([path, 200]);
});
