// Holds and books what was answered, where Cal.com is the simulator.
import { element } from './element.js';
import { moment, timeOfDay } from './wording.js';

const HOLDS_PATH = '/admin/holds';

const BOOKINGS_PATH = '/admin/bookings';

const post = async (path, body) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    response,
    document: await response.json().catch(() => ({ title: `The server answered ${response.status}` })),
  };
};

/** The fields of a question that a booking has too. */
const wantedOf = ({ maxAge: _maxAge, ...question }, start) => ({ ...question, start });

const fieldOf = (id, label, type, value) => {
  const input = element('input', { id, type, value, autocomplete: 'off' });
  return [element('div', { class: 'field' }, element('label', { for: id }, label), input), input];
};

const problemText = ({ title, detail, alternatives = [] }) =>
  [title, detail, alternatives.length === 0 ? undefined : `${alternatives.length} other times are free.`]
    .filter((part) => part !== undefined)
    .join('. ');

const bookedText = ({ status, booking }) =>
  booking === undefined
    ? `It is ${status}.`
    : `Booked as ${booking.uid}, with ${booking.hosts[0]?.username ?? 'a host'}.`;

/** What takes one of the slots. @param question the body that was asked @param document its answer */
export const takeForm = (question, { slot, alternatives, requested }) => {
  const { timeZone } = requested;
  const [nameField, name] = fieldOf('attendee-name', 'Name', 'text', 'Ada Lovelace');
  const [emailField, email] = fieldOf('attendee-email', 'E-mail', 'email', 'ada@example.com');
  const said = element('p', { id: 'taken', role: 'status', 'aria-live': 'polite' });
  const holdIds = new Map();

  const act = async (button, work) => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    try {
      said.textContent = await work();
    } catch {
      said.textContent = 'The server cannot be reached.';
    } finally {
      button.removeAttribute('aria-disabled');
    }
  };
  const hold = async (start) => {
    const { response, document } = await post(HOLDS_PATH, wantedOf(question, start));
    if (!response.ok) return problemText(document);
    holdIds.set(start, document.id);
    return `Held until ${timeOfDay(document.until, timeZone)}.`;
  };
  const book = async (start) => {
    const attendee = { name: name.value.trim(), email: email.value.trim() };
    const held = holdIds.has(start) ? { holdId: holdIds.get(start) } : {};
    const { response, document } = await post(BOOKINGS_PATH, { ...wantedOf(question, start), attendee, ...held });
    return response.ok ? bookedText(document) : problemText(document);
  };
  const buttonOf = (verb, start, work) => {
    const button = element('button', { type: 'button', class: 'link' }, verb);
    button.setAttribute('aria-label', `${verb} ${moment(start, timeZone)}`);
    button.addEventListener('click', () => void act(button, () => work(start)));
    return button;
  };
  const items = (slot === undefined ? alternatives : [slot]).map(({ start }) =>
    element('li', {}, `${moment(start, timeZone)} `, buttonOf('Hold', start, hold), ' ', buttonOf('Book', start, book)),
  );
  return element('section', { 'aria-label': 'Take it' }, nameField, emailField, element('ul', {}, ...items), said);
};
