/** MCP: the SDK's own client finds, keeps, books, moves and cancels, and the protocol's own suite has nothing to say against the server. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, expect, test } from 'vitest';
import { toolOutputSchema } from '../../../src/tools/tool_output.ts';
import { TOOLS } from '../../../src/tools/tools.ts';
import { runningService } from '../../support/running_service.ts';

const KEY = 'a-key-of-the-tests';
const service = await runningService({
  settings: { DEFAULT_TIME_ZONE: 'Europe/Berlin', API_KEYS: KEY },
});
afterAll(() => service.close());

const connected = async (key: string): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', service.url), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  });
  await client.connect(transport);
  return client;
};

test('a model finds a time, keeps it, books it, moves it and cancels it', async () => {
  const client = await connected(KEY);
  const call = async (name: string, args: object) => {
    const result = await client.callTool({ name, arguments: { ...args } });
    const output = toolOutputSchema.parse(result.structuredContent);
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify(result.structuredContent) }]);
    return { ...output, isError: result.isError };
  };

  const { event_types: listed = [] } = await call('list_event_types', {});
  const event_type = listed.find(({ id }) => id === 101)?.id;
  expect(event_type).toBe(101);

  const found = await call('find_slots', { event_type, when: 'tomorrow afternoon', language: 'en' });
  expect(found).toMatchObject({ outcome: 'options', say: expect.stringMatching(/^I can offer tomorrow at /) });
  const [first, second] = found.options ?? [];
  expect(first?.start).toMatch(/^2026-11-24T1[2-7]/);

  const checked = await call('check_slot', { event_type: String(event_type), when: first?.start, time_zone: null });
  expect(checked).toMatchObject({ outcome: 'free', start: first?.start });

  const held = await call('hold_slot', { event_type, when: first?.start });
  expect(held).toMatchObject({ outcome: 'held', start: first?.start });
  // Neither is it told that the time is gone, which is kept for it, nor is another one kept.
  expect(await call('hold_slot', { event_type: '101', when: first?.start })).toEqual(held);

  const booking = {
    event_type,
    start: held.start,
    hold_id: held.hold_id,
    name: 'Ada Lovelace',
    email: 'ada@example.com',
  };
  const booked = await call('book_slot', booking);
  expect(booked).toMatchObject({ outcome: 'booked', start: first?.start, isError: false });
  expect(await call('book_slot', booking)).toEqual(booked);

  const moved = await call('reschedule_booking', { booking_id: booked.booking_id, start: second?.start });
  expect(moved).toMatchObject({ outcome: 'moved', start: second?.start });
  const again = await call('cancel_booking', { booking_id: booked.booking_id, language: 'de' });
  expect(again).toMatchObject({ outcome: 'cancelled', say: 'Ihr Termin ist abgesagt.' });
  await client.close();
});

test('what a model does wrong is told in words that say what to do', async () => {
  const client = await connected(KEY);
  const sayOf = async (name: string, args: object) => {
    const { structuredContent, isError } = await client.callTool({ name, arguments: { ...args } });
    return [isError, toolOutputSchema.parse(structuredContent).say];
  };
  expect(await sayOf('check_slot', { when: 'tomorrow at 2' })).toEqual([
    true,
    'event_type is missing: take an id from list_event_types.',
  ]);
  expect(await sayOf('check_slot', { event_type: 101, when: 'tomorrow at 2', time_zone: 'EST' })).toEqual([
    true,
    expect.stringMatching(/^time_zone .* write America\/New_York for EST/),
  ]);
  expect(await sayOf('book_slot', { event_type: 101, start: 'tomorrow at 2', name: 'Ada' })).toEqual([
    true,
    'email or phone_number is missing: ask the caller for one of them.',
  ]);
  expect(await sayOf('cancel_booking', { booking_id: 'none' })).toEqual([true, expect.stringMatching(/call again\.$/)]);
  expect(await sayOf('check_slot', { event_type: 101, when: 'next Friday at 3', language: 'de' })).toEqual([
    false,
    'Meinen Sie am Freitag, 27. November oder am Freitag, 4. Dezember?',
  ]);
  await client.close();
});

test('the tools are described, and what is listed is what there is', async () => {
  const client = await connected(KEY);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
  for (const { description, inputSchema, outputSchema } of tools) {
    expect(description?.length).toBeGreaterThan(60);
    expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object']);
  }
  await client.close();
});

test('the same tools are there over stdio', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const args = [join(import.meta.dirname, '../../../src/cli/main.ts'), 'mcp', '--url', service.url, '--key', KEY];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  const { structuredContent } = await client.callTool({ name: 'list_event_types', arguments: { search: 'intro' } });
  expect(toolOutputSchema.parse(structuredContent).outcome).toBe('event_types');
  await client.close();
});

test('without a key nobody gets in', async () => {
  await expect(connected('another-key-than-that')).rejects.toThrow();
});

/** All of its scenarios; which of them are for other servers than ours, and why, says the list. */
test('the protocol’s own suite has nothing to say against it', async () => {
  const bin = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol/conformance/dist/index.js');
  const notForUs = join(import.meta.dirname, 'conformance.yml');
  const open = await runningService();
  const args = [bin, 'server', '--url', `${open.url}/mcp`, '--suite', 'all', '--expected-failures', notForUs];
  const told = await promisify(execFile)(process.execPath, args, { cwd: tmpdir() }).then(
    ({ stdout }) => stdout,
    // It ends with 1 where anything is as it was not expected, and says what.
    ({ stdout }: { stdout: string }) => `Failed.\n${stdout}`,
  );
  await open.close();
  expect(told).not.toMatch(/^Failed/);
  const passed = [...told.matchAll(/^✓ ([\w-]+): [1-9]\d* passed, 0 failed$/gm)].map(([, scenario]) => scenario);
  expect(passed).toEqual(['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection']);
});
