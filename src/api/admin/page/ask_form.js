// The form that asks a verification.
import { showAnswer, showNote, showProblem } from './answer_view.js';
import { readEventType } from './event_type_field.js';
import { takeForm } from './take_form.js';

const PATH = '/admin/verifications';

const EVENT_TYPES_PATH = '/v1/event-types';

/** How long a poll may wait, in seconds, and how many there are before the page gives up. */
const POLL_SECONDS = 10;
const MOST_POLLS = 12;

const form = document.getElementById('ask-form');
const place = document.getElementById('answer');
const button = form.querySelector('button');
const field = (name) => form.elements.namedItem(name);

/** 14:00 on the next workday, as the field wants it. */
const nextWorkdayAfternoon = () => {
  const day = new Date();
  do day.setDate(day.getDate() + 1);
  while (day.getDay() === 0 || day.getDay() === 6);
  const two = (number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T14:00`;
};

/** Ids by title, in lower case; undefined for a title that several have. */
const titles = new Map();

/** What was typed: a title stands for the id. */
const typedEventType = () => {
  const typed = field('eventType').value.trim();
  return titles.get(typed.toLowerCase()) ?? typed;
};

let mayTake = false;

/** Says whether what is answered can be held and booked from here. */
export const allowTaking = (isAllowed) => {
  mayTake = isAllowed;
};

const bodyOf = () => {
  const duration = field('duration').value.trim();
  return {
    ...readEventType(typedEventType()),
    start: field('start').value,
    timeZone: field('timeZone').value.trim(),
    ...(duration === '' ? {} : { duration: Number(duration) }),
    ...(field('askNow').checked ? { maxAge: 0 } : {}),
  };
};

const send = async (path, init) => {
  const response = await fetch(path, init);
  const document = await response.json().catch(() => ({ title: `The server answered ${response.status}` }));
  return { response, document };
};

const ask = async (body) => {
  const startedAt = performance.now();
  let { response, document } = await send(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  for (let polls = 0; response.ok && document.status !== 'completed' && document.status !== 'failed'; polls++) {
    if (polls === MOST_POLLS) return showNote(place, 'Cal.com has not answered yet. The job goes on; ask again later.');
    showNote(place, 'Still working: Cal.com is slow, or its limit is reached. The page waits for the answer …');
    ({ response, document } = await send(`${PATH}/${encodeURIComponent(document.id)}`, {
      headers: { prefer: `wait=${POLL_SECONDS}` },
    }));
  }
  if (!response.ok) return showProblem(place, document);
  if (document.status === 'failed') return showProblem(place, document.error);
  const take = mayTake ? takeForm(body, document) : undefined;
  showAnswer(place, { document, headers: response.headers, tookMs: performance.now() - startedAt, take });
};

const submit = async (onAnswered) => {
  // The button stays in reach of the keyboard while it does nothing.
  if (button.getAttribute('aria-disabled') === 'true') return;
  for (const marked of form.querySelectorAll('[aria-invalid]')) marked.removeAttribute('aria-invalid');
  const typed = typedEventType();
  if (readEventType(typed) === undefined) {
    const reason = typed === '' ? 'must be given' : 'must be a title, an id (101), user/slug, or team:name/slug';
    return showProblem(place, { title: 'The question is not complete', errors: [{ pointer: '/eventTypeId', reason }] });
  }
  button.setAttribute('aria-disabled', 'true');
  showNote(place, 'Asking …');
  try {
    await ask(bodyOf());
  } catch {
    showProblem(place, { title: 'The server cannot be reached' });
  } finally {
    button.removeAttribute('aria-disabled');
    onAnswered();
  }
};

/** Offers what the account has by its titles; without a catalogue the field stays as it is. */
const offerEventTypes = async () => {
  const response = await fetch(EVENT_TYPES_PATH);
  if (!response.ok) return;
  const { eventTypes } = await response.json();
  const options = eventTypes.map(({ id, title, lengths, team, hosts }) => {
    const option = document.createElement('option');
    const whose = team ?? hosts.map(({ name, username }) => name ?? username).join(', ');
    option.value = String(id);
    option.label = `${title} · ${lengths.join('/')} min · ${whose}`;
    titles.set(title.toLowerCase(), titles.has(title.toLowerCase()) ? undefined : String(id));
    return option;
  });
  document.getElementById('event-types').replaceChildren(...options);
};

/** Fills in the event type, unless somebody has typed one. */
export const suggestEventType = (name) => {
  if (field('eventType').value === '' && name !== undefined) field('eventType').value = name;
};

/** Makes the form work. @param onAnswered called after each answer */
export const startForm = (onAnswered) => {
  field('start').value = nextWorkdayAfternoon();
  field('timeZone').value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => {
    const option = document.createElement('option');
    option.value = zone;
    return option;
  });
  document.getElementById('time-zones').append(...zones);
  offerEventTypes().catch(() => undefined);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(onAnswered);
  });
  document.getElementById('warmest').addEventListener('click', (event) => {
    const name = event.target.closest('[data-event-type]')?.dataset.eventType;
    if (name === undefined) return;
    field('eventType').value = name;
    field('eventType').focus();
  });
};
