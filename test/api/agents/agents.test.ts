/**
 * The tools as voice platforms call them: in each platform's shape, always with something to say, and once where a call is sent twice.
 *
 * The shapes were compared with the platforms' own: Vapi's body and answer by compiling them against `ServerMessage` and
 * `ServerMessageResponseToolCalls` of @vapi-ai/server-sdk 2.0.1 (47 MB, so it is no dependency; its types have the arguments as a text, its
 * documentation also as an object). The definitions in `examples/` against its `CreateFunctionToolDto`, against `ToolRequestModel` of
 * @elevenlabs/elevenlabs-js 2.73.0 by that package's own reader, and against the custom tool of retell-sdk 5.66.1. Neither of the last two has types for
 * the body that a tool is called with.
 */
import { sign } from 'retell-sdk';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runningService } from '../../support/running_service.ts';
import { eventually } from '../../support/system.ts';

const KEY = 'a-key-of-the-tests';
const RETELL_KEY = 'key_of_retell';
const service = await runningService({
  settings: {
    DEFAULT_TIME_ZONE: 'Europe/Berlin',
    API_KEYS: KEY,
    RETELL_API_KEY: RETELL_KEY,
  },
});
afterAll(() => service.close());

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(`/v1/agents/${path}`, service.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

/** As Retell sends it: the call with its transcript comes along. */
const retellBody = (name: string, args: object, transcript = 'Agent: Hi!') => ({
  name,
  args,
  call: { call_id: 'call_0b8ee2f6', agent_id: 'agent_1', call_type: 'phone_call', call_status: 'ongoing', transcript },
});
const retell = async (body: object, key = RETELL_KEY) =>
  await post('retell', body, { 'x-retell-signature': await sign(JSON.stringify(body), key) });

const BOOKING = {
  event_type: 101,
  start: '2026-12-01T11:00:00+01:00',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
};

test('Retell: what is signed with its key is answered, with a long transcript too', async () => {
  const check = { event_type: '101', when: 'Dienstag um 11', language: 'de', time_zone: null, execution_message: '…' };
  const { status, body } = await retell(retellBody('check_slot', check, 'A: Hallo.\n'.repeat(80_000)));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    outcome: expect.stringMatching(/^(free|options)$/),
    say: expect.stringMatching(/Morgen um 11 Uhr/),
  });

  expect(await retell(retellBody('check_slot', check), 'another key')).toMatchObject({
    status: 401,
    body: { type: 'urn:slotproof:problem:signature-invalid' },
  });
});

test('a booking that is sent again is the same booking', async () => {
  const first = await retell(retellBody('book_slot', BOOKING));
  const again = await retell(retellBody('book_slot', BOOKING, 'Agent: Hi!\nUser: Yes.'));
  expect(first.body).toMatchObject({ outcome: 'booked', say: expect.stringContaining('11 in the morning') });
  expect(again.body).toEqual(first.body);
  const taken = await retell(retellBody('book_slot', { ...BOOKING, name: 'Bob', email: 'bob@example.com' }));
  expect(taken.body).toMatchObject({ outcome: 'taken', say: expect.stringMatching(/has just been taken/) });
});

test('a time is kept once in a conversation, and not for another one', async () => {
  const hold = async (call: string, tool: string) => {
    const args = JSON.stringify({ event_type: 101, when: '2026-12-03T11:00:00+01:00', language: 'en' });
    const toolCallList = [{ id: tool, type: 'function', function: { name: 'hold_slot', arguments: args } }];
    const { body } = await post('vapi', { message: { type: 'tool-calls', toolCallList, call: { id: call } } });
    const { results } = body as { results: [{ result: string }] };
    return JSON.parse(results[0].result) as Record<string, unknown>;
  };
  const [first, again] = await Promise.all([hold('one', 'call_1'), hold('one', 'call_2')]);
  expect(first).toMatchObject({ outcome: 'held', hold_id: expect.any(String) });
  expect([again, await hold('one', 'call_3')]).toEqual([first, first]);
  expect(await hold('other', 'call_4')).toMatchObject({ outcome: 'options' });
});

test('Vapi: several calls, its own secret, a line of text for each', async () => {
  const body = {
    message: {
      timestamp: 1_795_946_292_000,
      type: 'tool-calls',
      toolCallList: [
        { id: 'call_1', type: 'function', function: { name: 'list_event_types', arguments: '{}' } },
        { id: 'call_2', name: 'find_slots', arguments: '{"event_type":101,"when":"next week","language":"nl"}' },
      ],
      artifact: { messages: [] },
      call: { id: '018f', type: 'inboundPhoneCall' },
    },
  };
  const { status, body: answer } = await post('vapi', body, { authorization: '', 'x-vapi-secret': KEY });
  expect(status).toBe(401);
  const response = await fetch(new URL('/v1/agents/vapi', service.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-vapi-secret': KEY },
    body: JSON.stringify(body),
  });
  const { results } = (await response.json()) as { results: { toolCallId: string; name: string; result: string }[] };
  expect(results.map(({ toolCallId, name }) => [toolCallId, name])).toEqual([
    ['call_1', 'list_event_types'],
    ['call_2', 'find_slots'],
  ]);
  for (const { result } of results) expect(result).not.toMatch(/[\r\n]/);
  expect(JSON.parse(results[1]?.result ?? '')).toMatchObject({ say: expect.stringMatching(/^Ik kan /) });
  expect(answer).toMatchObject({ type: 'urn:slotproof:problem:unauthorized' });
});

test('ElevenLabs: the arguments are the body, and the address names the tool', async () => {
  const body = { event_type: 101, when: 'mañana por la tarde', language: 'es', conversation_id: 'conv_1' };
  expect((await post('elevenlabs/find_slots', body)).body).toMatchObject({
    outcome: 'options',
    say: expect.stringMatching(/^Puedo ofrecerle mañana a las /),
  });
});

test('any other: by a name in the body or in the address', async () => {
  const args = { event_type: 101, when: 'domani pomeriggio', language: 'it' };
  const named = await post('tool', { tool: 'find_slots', arguments: args });
  expect(named.body).toMatchObject({ outcome: 'options', say: expect.stringMatching(/^Posso proporle domani /) });
  expect((await post('tool/find_slots', args)).body).toEqual(named.body);
});

test('whatever comes, there is something to say', async () => {
  for (const [path, body] of [
    ['tool', 5],
    ['tool', { tool: 'fly' }],
    ['tool/check_slot', { event_type: 'no such', when: 'tomorrow' }],
    ['tool/check_slot', { event_type: 999_999, when: 'tomorrow at 2' }],
    ['elevenlabs', {}],
  ] as const) {
    const { status, body: answer } = await post(path, body);
    expect([path, status, answer]).toEqual([path, 200, expect.objectContaining({ outcome: 'error' })]);
    expect(String((answer as { say: string }).say)).toMatch(/\w.*[.?]$/);
  }
});

test('what takes longer is asked for again', async () => {
  const slow = await runningService({ withWorkers: false, settings: { REQUEST_DEADLINE_MS: '50' } });
  const call = async (args: object) => {
    const response = await slow.request('POST', '/v1/agents/tool/check_slot', { body: args });
    return z
      .looseObject({ outcome: z.string(), say: z.string(), ask_again_id: z.string().optional() })
      .parse(await response.json());
  };
  const args = { event_type: 101, when: 'tomorrow at 11', time_zone: 'Europe/Berlin', language: 'de' };
  const first = await call(args);
  expect(first).toMatchObject({ outcome: 'pending', say: expect.stringMatching(/^Das dauert/) });
  await slow.startWorkers();
  const asked = { ask_again_id: first.ask_again_id, language: 'de' };
  const answered = await eventually(async () => {
    const answer = await call(asked);
    return answer.outcome === 'pending' ? undefined : answer;
  });
  expect(answered).toMatchObject({ say: expect.stringMatching(/^Morgen um 11 Uhr /) });
  await slow.close();
});
