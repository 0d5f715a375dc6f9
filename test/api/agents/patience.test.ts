/** While Cal.com hangs, every route for agents has something to say by the deadline, and the answer when it is asked again. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { toolOutputSchema } from '../../../src/tools/tool_output.ts';
import { startHeldCalcom } from '../../support/held_calcom.ts';
import { runningService } from '../../support/running_service.ts';
import { eventually } from '../../support/system.ts';

type Args = Readonly<Record<string, unknown>>;
type Output = z.output<typeof toolOutputSchema>;
type Call = (tool: string, args: Args) => Promise<Output>;

const ASKED = { when: 'tomorrow at 11', time_zone: 'Europe/Berlin', language: 'en' };
const HELD = { ...ASKED, when: '2026-12-02T11:00:00+01:00' };
const BOOKED = {
  ...{ start: '2026-12-01T11:00:00+01:00', time_zone: 'Europe/Berlin', language: 'en' },
  ...{ name: 'Ada Lovelace', email: 'ada@example.com' },
};

test('it says to ask again while Cal.com still holds the call, and has the answer then', async () => {
  const calcom = await startHeldCalcom();
  const service = await runningService({
    settings: {
      CALCOM_API_URL: calcom.url,
      // Longer than the test: nothing but Cal.com itself ends a call.
      CALCOM_TIMEOUT_MS: '60000',
      BOOKING_TIMEOUT_MS: '60000',
      BOOKING_SETTLE_SECONDS: '120',
      REQUEST_DEADLINE_MS: '1000',
    },
  });
  const post = async (path: string, body: object): Promise<unknown> =>
    await (await service.request('POST', `/v1/agents/${path}`, { body })).json();
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', service.url)));

  const routes: Readonly<Record<string, Call>> = {
    tool: async (tool, args) => toolOutputSchema.parse(await post(`tool/${tool}`, args)),
    elevenlabs: async (tool, args) => toolOutputSchema.parse(await post(`elevenlabs/${tool}`, args)),
    retell: async (name, args) => toolOutputSchema.parse(await post('retell', { name, args, call: { call_id: 'c' } })),
    vapi: async (name, args) => {
      const toolCallList = [{ id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(args) } }];
      const body = await post('vapi', { message: { type: 'tool-calls', toolCallList } });
      const { results } = z.object({ results: z.tuple([z.object({ result: z.string() })]) }).parse(body);
      return toolOutputSchema.parse(JSON.parse(results[0].result));
    },
    mcp: async (name, args) =>
      toolOutputSchema.parse((await client.callTool({ name, arguments: { ...args } })).structuredContent),
  };

  // Each about an event type of its own: what one asks for is cached for the next.
  const first = await Promise.all(
    Object.entries(routes).map(async ([route, call], index) => {
      const event_type = 1_001 + index;
      // A machine that is too busy for any answer by the deadline is asked once more.
      const checked = await askUntil(call, 'check_slot', { ...ASKED, event_type }, /error/);
      const booked = await askUntil(call, 'book_slot', { ...BOOKED, event_type }, /error/);
      const held = await call('hold_slot', { ...HELD, event_type });
      return { route, call, event_type, checked, booked, held };
    }),
  );
  // Not one of Cal.com's answers has come, and nobody was left without something to say.
  expect(calcom.taken()).toBeGreaterThan(0);
  for (const { route, checked, booked, held } of first) {
    expect([route, checked.outcome, booked.outcome, held.outcome]).toEqual([route, 'pending', 'pending', 'error']);
    expect(checked.say).toMatch(/^This takes a moment longer\./);
    expect(booked.say).toMatch(/^This takes a moment longer\./);
    expect(held.say).toMatch(/^I cannot see the calendar right now\. Shall we try again/);
  }

  calcom.letGo(service.simulatorUrl);
  await Promise.all(
    first.map(async ({ call, event_type, checked, booked }) => {
      const again = async (tool: string, { ask_again_id }: Output) =>
        (await askUntil(call, tool, { ask_again_id, language: 'en' }, /pending|error/)).outcome;
      expect(await again('check_slot', checked)).toMatch(/^(free|options)$/);
      // They may have a host in common: the first of them has the time.
      expect(await again('book_slot', booked)).toMatch(/^(booked|taken)$/);
      expect((await askUntil(call, 'hold_slot', { ...HELD, event_type }, /error/)).outcome).toMatch(/^(held|options)$/);
    }),
  );
  await client.close();
  await service.close();
});

/** Calls a tool until something else comes of it. */
const askUntil = (call: Call, tool: string, args: Args, notYet: RegExp): Promise<Output> =>
  eventually(async () => {
    const output = await call(tool, args);
    return notYet.test(output.outcome) ? undefined : output;
  });
