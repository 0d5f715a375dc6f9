/** Problems, the pages about them and the OpenAPI document tell of the same set. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/openapi/document.ts';
import { PROBLEM_NAMES, problem } from '../../src/contract/problem.ts';
import { problemSchema } from '../../src/contract/problem_schema.ts';
import { type RunningService, runningService } from '../support/running_service.ts';

const PAGES = join(import.meta.dirname, '../../docs/problems');

const pageOf = (name: string): Promise<string> => readFile(join(PAGES, `${name}.md`), 'utf8');

test('there is a page for each problem, and none besides', async () => {
  expect((await readdir(PAGES)).sort()).toEqual(PROBLEM_NAMES.map((name) => `${name}.md`).sort());
});

test('the OpenAPI document names each page, and shows no problem besides', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(Temporal.PlainDate.from('2026-11-25'))));
  const [parameter] = document.paths['/problems/{name}'].get.parameters;
  expect(parameter.schema.enum).toEqual(PROBLEM_NAMES);
  const shown = JSON.stringify(document).matchAll(/"urn:slotproof:problem:([a-z-]+)"/g);
  expect([...shown].map(([, name]) => name).filter((name) => !PROBLEM_NAMES.some((known) => known === name))).toEqual(
    [],
  );
});

test.each(PROBLEM_NAMES)(
  'the page about %s has its title, an example, what to do, and a word to operators',
  async (name) => {
    const page = await pageOf(name);
    const { title, status, type, help } = problem(name);
    expect(page).toMatch(new RegExp(`^# ${title}\n\n\`${name}\`, HTTP status ${status}\n`));
    const [, example = ''] = /```json\n([\s\S]+?)```/.exec(page) ?? [];
    expect(problemSchema.parse(JSON.parse(example))).toMatchObject({ title, status, type, help });
    for (const heading of ['What happened', 'What to do', 'For operators']) expect(page).toContain(`## ${heading}\n`);
  },
);

describe('a running service', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await runningService({ settings: { API_KEYS: 'the-key-of-the-pages-test' }, withWorkers: false });
  });
  afterAll(() => service.close());

  test('links a problem to its page, which everyone may read', async () => {
    const refused = await service.verify({});
    const { help } = problemSchema.parse(await refused.json());
    const page = await fetch(new URL(help, service.url));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await page.text()).toBe(await pageOf('unauthorized'));
  });

  test.each(['nothing', '..%2F..%2Fpackage.json', 'constructor'])('has no page about %s', async (name) => {
    const answer = await fetch(`${service.url}/problems/${name}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:slotproof:problem:not-found' });
  });

  test('lets nobody write one', async () => {
    const answer = await fetch(`${service.url}/problems/invalid`, { method: 'PUT' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });
});
