// Shows what GET /admin/figures tells.
import { element, pairs } from './element.js';
import { drawPlot } from './plot.js';
import { count, percent, plural, span, wait } from './wording.js';

const VERDICTS = new Map([
  [true, ['good', '✓ met']],
  [false, ['bad', '✗ missed']],
  [null, ['unsure', 'no data yet']],
]);

const showCard = (id, { met, value, unit, target, parts, plot }) => {
  const card = document.getElementById(id);
  const [kind, text] = VERDICTS.get(met);
  const verdict = card.querySelector('.verdict');
  verdict.className = `verdict ${kind}`;
  verdict.textContent = text;
  const shown = card.querySelector('.value');
  shown.classList.toggle('unknown', met === null);
  shown.replaceChildren(value, ' ', element('small', {}, unit));
  card.querySelector('.target').textContent = target;
  card.querySelector('.parts').replaceChildren(...pairs(parts));
  drawPlot(card.querySelector('.plot'), plot);
};

const showResponseTime = ({ responseTime: figure }) =>
  showCard('response-time', {
    met: figure.met,
    value: wait(figure.p95Seconds),
    unit: 'p95',
    target: `Target: p95 of at most ${wait(figure.targetP95Seconds)}`,
    parts: [
      ['p50', wait(figure.p50Seconds)],
      ['p95', wait(figure.p95Seconds)],
      ['p99', wait(figure.p99Seconds)],
      ['Answers', count(figure.requests)],
    ],
    plot: { values: figure.plot, most: 0, limit: figure.targetP95Seconds, write: wait, subject: 'p95 by minute' },
  });

const showHitRatio = ({ hitRatio: figure }) => {
  const all = Object.values(figure.verifications).reduce((sum, number) => sum + number, 0);
  const share = (state) => {
    const number = figure.verifications[state];
    return all === 0 ? count(number) : `${count(number)} (${percent(number / all)})`;
  };
  showCard('hit-ratio', {
    met: figure.met,
    value: percent(figure.ratio),
    unit: 'hits',
    target: `Target: at least ${percent(figure.target)}`,
    parts: [
      ['Fresh', share('fresh')],
      ['Stale', share('stale')],
      ['Stale if error', share('stale-if-error')],
      ['Miss', share('miss')],
    ],
    plot: {
      values: figure.plot,
      most: 1,
      limit: figure.target,
      write: (ratio) => percent(ratio, 0),
      subject: 'Hit ratio by minute',
    },
  });
};

const REASONS = [
  ['caller', 'A caller waited'],
  ['webhook', 'After a booking'],
  ['refresh', 'Refresh of stale days'],
  ['warming', 'Warming'],
  ['catalogue', 'Reading the account'],
  ['changes', 'Looking for bookings'],
  ['registration', 'Registering webhooks'],
  ['booking', 'Booking'],
  ['hold', 'Holding'],
];

const showCalls = ({ calcomCalls: figure }) =>
  showCard('calcom-calls', {
    met: figure.met,
    value: count(figure.lastHour),
    unit: 'in the last hour',
    target: `Target: fewer than ${count(figure.targetPerHour)} an hour`,
    parts: REASONS.map(([reason, text]) => [text, count(figure.byReason[reason])]),
    plot: {
      values: figure.plot,
      most: figure.targetPerHour * 1.1,
      limit: figure.targetPerHour,
      write: count,
      subject: 'Cal.com calls in the hour before',
    },
  });

const showErrors = ({ errors: figure }) =>
  showCard('errors', {
    met: figure.met,
    value: percent(figure.ratio, 2),
    unit: 'are 5xx',
    target: `Target: under ${percent(figure.target)}`,
    parts: [
      ['Answers', count(figure.requests)],
      ['Failed', count(figure.failed)],
    ],
    plot: {
      values: figure.plot,
      most: figure.target * 2,
      limit: figure.target,
      write: (ratio) => percent(ratio, 2),
      subject: 'Error rate by minute',
    },
  });

const tag = (kind, text) => element('span', { class: `tag ${kind}` }, text);

const CIRCUITS = {
  closed: ['good', 'calls go through'],
  open: ['bad', 'Cal.com is failing, no calls are made'],
  'half-open': ['doubt', 'one call tries whether Cal.com is back'],
};

const FAULTS = { key: 'API key refused', address: 'wrong address' };

/** A state in one word, and what it means. */
const explained = (kind, word, meaning) => element('span', {}, tag(kind, word), ` ${meaning}`);

/** What is known of the account, and what is not. */
const catalogueText = (catalogue) => {
  if (catalogue === null) return tag('unsure', 'not read yet');
  const { eventTypes, teams, missing } = catalogue;
  const text = `${plural(eventTypes, 'event type')}, ${plural(teams, 'team')}`;
  if (missing.length === 0) return text;
  return element('span', {}, `${text} `, tag('doubt', 'incomplete'), ` Missing: ${missing.join('; ')}`);
};

const showStates = ({ fleet, catalogue }) => {
  const place = document.getElementById('calcom-states');
  if (fleet === null) {
    place.replaceChildren(...pairs([['Redis', tag('bad', 'does not answer')]]));
    return;
  }
  const { circuit, configurationFault, failingEventTypes, throttle, oldestCallbackSeconds } = fleet;
  const blocked = throttle.blockedForSeconds > 0;
  const [kind, meaning] = CIRCUITS[circuit] ?? ['unsure', ''];
  place.replaceChildren(
    ...pairs([
      ['Circuit', explained(kind, circuit, meaning)],
      [
        'Configuration',
        configurationFault === null
          ? tag('good', 'accepted')
          : explained('bad', FAULTS[configurationFault.kind] ?? 'wrong', configurationFault.message),
      ],
      [
        'Failing event types',
        failingEventTypes === 0 ? 'none' : explained('doubt', count(failingEventTypes), 'Cal.com answers for others'),
      ],
      [
        'Throttle',
        blocked
          ? explained('bad', 'blocked', `by Cal.com for another ${span(throttle.blockedForSeconds)}`)
          : tag('good', 'not blocked'),
      ],
      ['Window', `${count(throttle.callsRemaining)} of ${plural(throttle.callsLimit, 'call')} left`],
      ['Callbacks', oldestCallbackSeconds > 0 ? `oldest waits ${span(oldestCallbackSeconds)}` : 'none waiting'],
      ['Account', catalogueText(catalogue)],
      ['Redis', tag('good', 'answers')],
    ]),
  );
};

const STATE_KINDS = { fresh: 'good', stale: 'doubt', 'stale-if-error': 'doubt', missing: 'unsure' };

const rowOf = ({ name, state, daysCached, daysLookedAt, oldestSeconds }) => {
  const choose = element('button', { class: 'link', type: 'button', 'data-event-type': name }, name);
  choose.setAttribute('aria-label', `Ask about ${name}`);
  return element(
    'tr',
    { 'data-name': name },
    element('th', { scope: 'row' }, choose),
    element('td', {}, tag(STATE_KINDS[state] ?? 'unsure', state)),
    element('td', { class: 'number' }, span(oldestSeconds)),
    element('td', { class: 'number' }, `${daysCached}/${daysLookedAt}`),
  );
};

/** Replaces the rows without taking the focus away from a button in them. */
const showWarmest = ({ warmest }) => {
  const body = document.getElementById('warmest');
  const focused = body.contains(document.activeElement) ? document.activeElement.dataset.eventType : undefined;
  const none = element('tr', {}, element('td', { colspan: '4', class: 'quiet' }, 'Nothing has been asked for yet.'));
  body.replaceChildren(...(warmest.length === 0 ? [none] : warmest.map(rowOf)));
  for (const button of body.querySelectorAll('button')) if (button.dataset.eventType === focused) button.focus();
};

const showQueues = ({ fleet }) => {
  const cell = (value) => element('td', { class: 'number' }, count(value));
  const rows = Object.entries(fleet?.queues ?? {}).map(([name, jobs]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      cell((jobs.waiting ?? 0) + (jobs.prioritized ?? 0)),
      cell(jobs.active),
      cell(jobs.delayed),
      cell(jobs.failed),
    ),
  );
  document.getElementById('queues').replaceChildren(...rows);
};

const NAMES = [
  ['responseTime', 'response time'],
  ['hitRatio', 'cache hit ratio'],
  ['calcomCalls', 'Cal.com calls'],
  ['errors', 'error rate'],
];

const summaryOf = (figures) => {
  if (figures.redis === 'down') {
    return `${figures.redisFault ?? 'Redis does not answer'}. Only the figures of this process are known.`;
  }
  const missed = NAMES.filter(([name]) => figures[name].met === false).map(([, text]) => text);
  const circuit = figures.fleet.circuit === 'closed' ? '' : ` The circuit to Cal.com is ${figures.fleet.circuit}.`;
  const { configurationFault } = figures.fleet;
  const fault = configurationFault === null ? '' : ` Configuration: ${FAULTS[configurationFault.kind] ?? 'wrong'}.`;
  // It can be read all the same, so that there are figures.
  const redis = figures.redisFault === null ? '' : ` ${figures.redisFault}.`;
  if (missed.length > 0) return `Missed: ${missed.join(', ')}.${circuit}${fault}${redis}`;
  const unknown = NAMES.filter(([name]) => figures[name].met === null).length;
  return `${unknown === 0 ? 'All four targets are met.' : 'No target is missed; some have no data yet.'}${circuit}${fault}${redis}`;
};

/** A live region speaks whenever it is written to, so only what changed is written. */
export const say = (text) => {
  const place = document.getElementById('status');
  if (place.textContent !== text) place.textContent = text;
};

/** Shows all of it. */
export const showFigures = (figures) => {
  showResponseTime(figures);
  showHitRatio(figures);
  showCalls(figures);
  showErrors(figures);
  showStates(figures);
  showWarmest(figures);
  showQueues(figures);
  say(summaryOf(figures));
  document.getElementById('updated').textContent = `as of ${new Date(figures.at).toLocaleTimeString('en-GB')}`;
  document.getElementById('notes').textContent =
    `Response time, hit ratio and errors are those of this api process over the last ${span(figures.windowSeconds)}; ` +
    'Cal.com calls, circuit, throttle and queues are the whole fleet’s. Quantiles are estimated from histogram buckets by interpolation, as Prometheus does.';
};
