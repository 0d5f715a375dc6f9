/** A key that asks too often is told so in the shape of the route that it asks. */
import { afterAll, expect, test } from 'vitest';
import { runningService } from '../../support/running_service.ts';

const KEY = 'a-key-of-the-tests';
const service = await runningService({
  withWorkers: false,
  settings: { API_KEYS: KEY, API_KEY_REQUESTS_PER_MINUTE: '3' },
});
afterAll(() => service.close());

const post = async (path: string, body: unknown): Promise<[number, unknown]> => {
  const headers = { authorization: `Bearer ${KEY}`, accept: 'application/json, text/event-stream' };
  const response = await service.request('POST', path, { body, headers });
  const text = await response.text();
  return [response.status, text === '' ? undefined : JSON.parse(text)];
};

test('a sentence for a caller on the phone, an error of the protocol over MCP', async () => {
  const list = { tool: 'list_event_types', arguments: { language: 'de' } };
  // It is counted, and so is what it asks.
  expect(await post('/v1/agents/tool', list)).toEqual([200, expect.objectContaining({ outcome: 'event_types' })]);
  expect(await post('/v1/agents/tool', list)).toEqual([200, expect.objectContaining({ outcome: 'error' })]);
  expect(await post('/v1/agents/tool', list)).toEqual([
    200,
    { outcome: 'error', say: expect.stringMatching(/^Ich kann den Kalender gerade nicht einsehen/) },
  ]);
  const toolCallList = [{ id: 'call_1', function: { name: 'list_event_types', arguments: '{"language":"fr"}' } }];
  expect(await post('/v1/agents/vapi', { message: { toolCallList } })).toEqual([
    200,
    {
      results: [{ toolCallId: 'call_1', name: 'list_event_types', result: expect.stringContaining('Je ne peux pas') }],
    },
  ]);
  expect(await post('/mcp', { jsonrpc: '2.0', id: 7, method: 'tools/list' })).toEqual([
    200,
    { jsonrpc: '2.0', id: 7, error: { code: -32_000, message: expect.stringMatching(/asks too often.* in \d+ s\.$/) } },
  ]);
  expect(await post('/mcp', { jsonrpc: '2.0', method: 'notifications/initialized' })).toEqual([202, undefined]);
  expect((await post('/v1/verifications', {}))[0]).toBe(429);
});
