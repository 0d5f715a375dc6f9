// Shows the answer to a verification: what it says, where it came from, and what it cost.
import { element, pairs } from './element.js';
import { moment, plural, span, timeOfDay, wait } from './wording.js';

const STRATEGIES = {
  same_day: 'same day',
  next_workday: 'next workday',
  next_week: 'a week later',
  next_available: 'next available',
};

const shifted = (minutes) => {
  const size = span(Math.abs(minutes) * 60);
  return minutes < 0 ? `${size} earlier` : `${size} later`;
};

const headlineOf = ({ outcome, requested, alternatives }) => {
  const time = moment(requested.start, requested.timeZone);
  if (outcome === 'available') return `${time} is available`;
  if (outcome === 'unavailable') return `${time} is not available, and no alternative was found`;
  return `${time} is not available; ${plural(alternatives.length, 'alternative')}`;
};

const alternativesOf = ({ alternatives, requested }) =>
  element(
    'ol',
    {},
    ...alternatives.map(({ start, end, strategy, minutesFromRequested }) =>
      element(
        'li',
        {},
        `${moment(start, requested.timeZone)} to ${timeOfDay(end, requested.timeZone)} `,
        element('span', { class: 'quiet' }, `${STRATEGIES[strategy] ?? strategy}, ${shifted(minutesFromRequested)}`),
      ),
    ),
  );

const originOf = ({ freshness, ageSeconds }, cacheStatus, calls) => {
  const age = `${freshness}, ${span(ageSeconds)} old`;
  if (cacheStatus.includes('stale-if-error')) return `The cache, because Cal.com could not be asked (${age})`;
  if (/;\s*hit/.test(cacheStatus)) return `The cache (${age})`;
  return calls === '0' ? `Fetched by a call under way or made by another (${age})` : `Cal.com, asked just now (${age})`;
};

const raw = (document) =>
  element(
    'details',
    {},
    element('summary', {}, 'The answer as JSON'),
    element('pre', { tabindex: '0' }, JSON.stringify(document, null, 2)),
  );

/** Shows a completed verification. @param reply the document, the headers, how long it took in ms, and what takes one of its slots, if anything may */
export const showAnswer = (place, { document, headers, tookMs, take }) => {
  const cacheStatus = headers.get('cache-status') ?? '';
  const calls = headers.get('slotproof-calcom-calls');
  place.replaceChildren(
    element('h3', {}, headlineOf(document)),
    ...(document.alternatives.length === 0 ? [] : [alternativesOf(document)]),
    ...(take === undefined || document.outcome === 'unavailable' ? [] : [take]),
    element(
      'dl',
      { class: 'states' },
      ...pairs([
        ['Came from', originOf(document, cacheStatus, calls)],
        ['Cal.com calls', calls === null ? 'unknown' : calls],
        ['Took', wait(tookMs / 1000)],
        ['Cache-Status', element('code', {}, cacheStatus || 'none: it was answered by a job')],
        ['Request id', element('code', {}, headers.get('x-request-id') ?? '')],
      ]),
    ),
    raw(document),
  );
};

const FIELDS = {
  '/start': 'start',
  '/timeZone': 'time-zone',
  '/duration': 'duration',
  '/eventTypeId': 'event-type',
  '/eventTypeSlug': 'event-type',
  '/username': 'event-type',
  '/teamSlug': 'event-type',
  '/usernames': 'event-type',
};

const labelOf = (id) => document.querySelector(`label[for="${id}"]`)?.firstChild?.textContent.trim() ?? '';

/** Shows a problem (RFC 9457), marks the fields at fault and goes to the first of them. */
export const showProblem = (place, problem) => {
  const errors = problem.errors ?? [];
  const faulty = errors.map(({ pointer }) => FIELDS[pointer]).filter((id) => id !== undefined);
  for (const id of faulty) document.getElementById(id).setAttribute('aria-invalid', 'true');
  const items = errors.map(({ pointer, reason }) =>
    element('li', {}, FIELDS[pointer] === undefined ? `${pointer} ${reason}` : `${labelOf(FIELDS[pointer])} ${reason}`),
  );
  place.replaceChildren(
    element('h3', {}, problem.title ?? 'That did not work'),
    ...(problem.detail === undefined ? [] : [element('p', {}, problem.detail)]),
    ...(items.length === 0 ? [] : [element('ul', {}, ...items)]),
  );
  if (faulty.length > 0) document.getElementById(faulty[0]).focus();
};

/** Says one sentence in place of an answer. */
export const showNote = (place, text) => place.replaceChildren(element('p', {}, text));
