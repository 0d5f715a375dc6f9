/** Each example does what it is there for, against the simulator. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TOOLS } from '../../src/tools/tools.ts';
import { startProcess } from '../support/process.ts';
import { runningService } from '../support/running_service.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const KEY = 'a-key-of-the-tests';
const service = await runningService({
  settings: { DEFAULT_TIME_ZONE: 'Europe/Berlin', API_KEYS: KEY },
});
afterAll(() => service.close());

const WHERE = { SLOTPROOF_URL: service.url, SLOTPROOF_KEY: KEY };
const runs = promisify(execFile);
const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(EXAMPLES, path), 'utf8'));

/** Asks at the address that an example names, as though it led here. */
const post = async (url: string, body: unknown): Promise<unknown> => {
  const response = await fetch(new URL(new URL(url.replace(/^=/, '')).pathname, service.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return await response.json();
};

const ARGS = { event_type: 101, when: 'morgen um 14 Uhr', language: 'de' };
const SAID = { say: expect.stringMatching(/^Morgen um 14 Uhr /) };
const parameters = z.object({ properties: z.record(z.string(), z.unknown()) });

/** Whether a definition names arguments that its tool has. */
const expectArgumentsOf = (
  name: string,
  { properties }: z.output<typeof parameters>,
  besides: readonly string[] = [],
) => {
  const known = Object.keys(TOOLS.find((tool) => tool.name === name)?.input.shape ?? {});
  expect(Object.keys(properties).filter((argument) => ![...known, ...besides].includes(argument))).toEqual([]);
};

describe('definitions for platforms', () => {
  test('Retell', async () => {
    const schema = z.object({ name: z.string(), url: z.string(), parameters });
    const { name, url, parameters: described } = schema.parse(await read('retell/check_slot.json'));
    expectArgumentsOf(name, described);
    expect(await post(url, { name, args: ARGS, call: { call_id: 'call_1' } })).toMatchObject(SAID);
  });

  test('Vapi', async () => {
    const schema = z.object({
      server: z.object({ url: z.string() }),
      function: z.object({ name: z.string(), parameters }),
    });
    const { server, function: called } = schema.parse(await read('vapi/check_slot.json'));
    expectArgumentsOf(called.name, called.parameters);
    const message = { type: 'tool-calls', toolCallList: [{ id: 'call_1', name: called.name, arguments: ARGS }] };
    expect(await post(server.url, { message })).toEqual({
      results: [{ toolCallId: 'call_1', name: 'check_slot', result: expect.stringContaining('Morgen um 14 Uhr') }],
    });
  });

  test('ElevenLabs', async () => {
    const schema = z.object({
      name: z.string(),
      api_schema: z.object({ url: z.string(), request_body_schema: parameters }),
    });
    const { name, api_schema: api } = schema.parse(await read('elevenlabs/check_slot.json'));
    expectArgumentsOf(name, api.request_body_schema, ['conversation_id']);
    expect(await post(api.url, { ...ARGS, conversation_id: 'conv_1' })).toMatchObject(SAID);
  });

  test('n8n', async () => {
    const schema = z.object({
      nodes: z.array(z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()) })),
    });
    const { nodes } = schema.parse(await read('n8n/workflow.json'));
    const check = z
      .object({ url: z.string(), jsonBody: z.string() })
      .parse(nodes.find(({ name }) => name === 'Check')?.parameters);
    const body = check.jsonBody
      .slice(1)
      .replace('{{ $json.body.when }}', ARGS.when)
      .replace('{{ $json.body.language }}', ARGS.language);
    expect(await post(check.url, body)).toMatchObject(SAID);
  });
});

test('the loop finds, books and cancels', async () => {
  const { stdout } = await runs(process.execPath, [join(EXAMPLES, 'tool_loop/loop.mjs')], { env: WHERE });
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^list_event_types: There is /),
    expect.stringMatching(/^find_slots: Ich kann am Mittwoch um /),
    expect.stringMatching(/^book_slot: Ihr Termin am Mittwoch um .* ist gebucht\.$/),
    'cancel_booking: Ihr Termin ist abgesagt.',
  ]);
});

const hasPython = await runs('python3', ['--version']).then(
  () => true,
  () => false,
);

test.skipIf(!hasPython)('the LiveKit calendar lists and books', async () => {
  const env = { ...WHERE, PATH: process.env.PATH };
  const { stdout } = await runs('python3', [join(EXAMPLES, 'livekit/slotproof_calendar.py')], { env });
  const [listed, booked] = stdout.trim().split('\n');
  expect(listed).toMatch(/^\['tomorrow, .*'\]$/);
  expect(booked).toMatch(/^You are booked for tomorrow at .*\.$/);
});

test('the booking page finds and books, with the key on its server', async () => {
  const page = startProcess('examples/booking_page/server.mjs', { ...WHERE, PORT: '0' });
  const [url] = await page.waitForOutput(/http:\S+/);
  const html = await (await fetch(url)).text();
  expect(html).toContain('<form id="find">');
  expect(html).not.toContain(KEY);
  const call = async (tool: string, fields: object) =>
    (await fetch(new URL(tool, url), { method: 'POST', body: JSON.stringify(fields) })).json();
  const found = z
    .object({ options: z.array(z.object({ start: z.string() })) })
    .parse(await call('find_slots', { when: 'next week', time_zone: 'Europe/Berlin' }));
  const start = found.options[0]?.start;
  const who = { name: 'Ada', email: 'ada@page.example', time_zone: 'Europe/Berlin' };
  expect(await call('book_slot', { start, ...who })).toMatchObject({ outcome: 'booked', start });
  await page.stop();
});
