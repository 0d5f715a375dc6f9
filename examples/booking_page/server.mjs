// A booking page: the browser asks this server, which has the key. Set SLOTPROOF_URL and SLOTPROOF_KEY, then: node examples/booking_page/server.mjs
import { createServer } from 'node:http';

const { SLOTPROOF_URL = 'http://127.0.0.1:3000', SLOTPROOF_KEY = '', PORT = '8080', EVENT_TYPE = '101' } = process.env;
const TOOLS = ['find_slots', 'book_slot'];

const PAGE = `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Book</title>
<form id="find">
  <label>When? <input name="when" value="as soon as possible" required></label>
  <button>Find</button>
</form>
<form id="book" hidden>
  <div id="options"></div>
  <label>Name <input name="name" required></label>
  <label>E-mail <input name="email" type="email" required></label>
  <button>Book</button>
</form>
<p id="say" aria-live="polite"></p>
<script>
  const common = { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, language: navigator.language };
  const [find, book, options, say] = ['find', 'book', 'options', 'say'].map((id) => document.getElementById(id));
  const call = async (tool, form) => {
    const body = JSON.stringify({ ...common, ...Object.fromEntries(new FormData(form)) });
    const answer = await (await fetch('/' + tool, { method: 'POST', body })).json();
    say.textContent = answer.say;
    options.replaceChildren(...(answer.options ?? []).map(({ start, said }, index) => {
      const label = document.createElement('label');
      const radio = Object.assign(document.createElement('input'), { type: 'radio', name: 'start', value: start });
      radio.checked = index === 0;
      label.append(radio, said);
      return label;
    }));
    book.hidden = options.childElementCount === 0;
  };
  find.onsubmit = (event) => (event.preventDefault(), call('find_slots', find));
  book.onsubmit = (event) => (event.preventDefault(), call('book_slot', book));
</script>`;

const server = createServer(async (request, response) => {
  const tool = request.url.slice(1);
  if (!TOOLS.includes(tool)) return response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
  const fields = JSON.parse(await new Response(request).text());
  const answer = await fetch(`${SLOTPROOF_URL}/v1/agents/tool/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SLOTPROOF_KEY}` },
    body: JSON.stringify({ ...fields, event_type: Number(EVENT_TYPE) }),
  });
  response.setHeader('content-type', 'application/json').end(await answer.text());
});
server.listen(Number(PORT), () => console.log(`http://127.0.0.1:${server.address().port}`));
