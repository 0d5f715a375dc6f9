// A loop of tool calls in the form of OpenAI's, with a script in the place of the model: find, book, cancel.
// Set SLOTPROOF_URL and SLOTPROOF_KEY, then: node examples/tool_loop/loop.mjs
const { SLOTPROOF_URL = 'http://127.0.0.1:3000', SLOTPROOF_KEY = '' } = process.env;

/** What a model would say next: calls, or a sentence for the caller when it has none. */
const script = [
  () => ({ name: 'list_event_types', arguments: {} }),
  ({ event_types }) => ({
    name: 'find_slots',
    arguments: { event_type: event_types.find(({ id }) => id === 101).id, when: 'übermorgen', language: 'de' },
  }),
  ({ options }) => ({
    name: 'book_slot',
    arguments: {
      event_type: 101,
      start: options[0].start,
      name: 'Ada Lovelace',
      email: 'ada@loop.example',
      language: 'de',
    },
  }),
  ({ booking_id }) => ({ name: 'cancel_booking', arguments: { booking_id, language: 'de' } }),
];

const callTool = async ({ id, function: called }) => {
  const response = await fetch(`${SLOTPROOF_URL}/v1/agents/tool/${called.name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${SLOTPROOF_KEY}`,
      // A call that is sent again is the same call.
      'idempotency-key': id,
    },
    body: called.arguments,
  });
  return await response.text();
};

const messages = [{ role: 'user', content: 'Übermorgen, bitte.' }];
for (const [turn, next] of script.entries()) {
  const last = messages.at(-1);
  const { name, arguments: args } = next(last.role === 'tool' ? JSON.parse(last.content) : {});
  const call = {
    id: `call_${Date.now()}_${turn}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  };
  messages.push({ role: 'assistant', tool_calls: [call] });
  const content = await callTool(call);
  messages.push({ role: 'tool', tool_call_id: call.id, content });
  console.log(`${name}: ${JSON.parse(content).say}`);
}
