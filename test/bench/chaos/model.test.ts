import { expect, test } from 'vitest';
import { Model } from '../../../bench/chaos/model.ts';

const SLOT = '2026-12-01T13:00:00.000Z';
const AT = Date.parse('2026-11-26T10:00:00.000Z');
const asked = { number: 1, eventTypeId: 1_000, at: AT, isFromCalcom: false };
const document = { id: 'v1', status: 'completed', outcome: 'available', slot: { start: SLOT } } as const;

/** @param now when what is told and called back comes */
const modelOf = (now = AT) =>
  new Model({ listed: new Map([[1_000, new Set([Date.parse(SLOT)])]]), clock: () => now, moment: () => '[1 s] ' });

test('what was accepted, called back and polled is as it has to be', () => {
  const model = modelOf();
  model.accept(asked, document);
  model.call(asked, 'msg_v1', document);
  model.call(asked, 'msg_v1', document);
  model.poll(1, document);
  expect(model.close()).toMatchObject({ accepted: 1, delivered: 1, repeated: 1, offers: 1, lostAnswers: 0 });
  expect(model.violations).toEqual([]);
});

test.each<[string, (model: Model) => void, RegExp]>([
  ['a callback that never came', (model) => model.accept(asked, document), /never called back/],
  [
    'two ids',
    (model) => {
      model.call(asked, 'msg_v1', document);
      model.call(asked, 'msg_v2', document);
    },
    /under two ids/,
  ],
  [
    'the callback of another',
    (model) => {
      model.accept(asked, document);
      model.call(asked, 'msg_v2', { ...document, id: 'v2' });
    },
    /as another verification/,
  ],
  ['a verification that is not over', (model) => model.poll(1, { ...document, status: 'active' }), /is active/],
  ['a verification that nobody knows', (model) => model.poll(1, undefined), /is unknown/],
  [
    'an offer that was never listed',
    (model) => model.offer(asked, { outcome: 'alternatives', alternatives: [{ start: '2026-12-01T13:07:00.000Z' }] }),
    /never listed/,
  ],
  [
    'an offer of what was told as booked',
    (model) => {
      model.tell(1_000, Date.parse(SLOT));
      model.offer({ ...asked, at: AT + 5 }, document);
    },
    /5 ms after its booking was told/,
  ],
  [
    'an offer of what was told as booked long after Redis was away',
    (model) => {
      model.blind();
      model.tell(1_000, Date.parse(SLOT));
      model.offer({ ...asked, at: AT + 5 }, { ...document, freshness: 'fresh' });
    },
    /5 ms after its booking was told, fresh/,
  ],
  [
    'an offer of what has begun',
    (model) => model.offer({ ...asked, at: Date.parse(SLOT) + 60_000 }, document),
    /60000 ms after it had begun/,
  ],
  [
    'an answer by what is seen in an hour',
    (model) => model.offer(asked, { ...document, verifiedAt: '2026-11-26T11:00:00.000Z' }),
    /seen in 3600000 ms/,
  ],
  [
    'an old answer for who wants a new one',
    (model) => model.offer({ ...asked, isFromCalcom: true }, { ...document, verifiedAt: '2026-11-26T09:59:00.000Z' }),
    /seen 60000 ms before/,
  ],
  [
    'another verification under the same key',
    (model) => {
      model.accept(asked, document);
      model.repeat(asked, { ...document, id: 'v2' });
    },
    /^\[1 s\] 1 is v1, and was v2 when/,
  ],
])('%s is a violation', (_what, happen, words) => {
  const model = modelOf();
  happen(model);
  model.close();
  expect(model.violations.join()).toMatch(words);
});

test('what was offered to a question that came before the news is none', () => {
  const model = modelOf(AT + 1);
  model.tell(1_000, Date.parse(SLOT));
  model.offer(asked, document);
  expect(model.violations).toEqual([]);
});

test('what was booked while an api could not hear of it may be offered as old', () => {
  const model = modelOf();
  model.blind();
  model.tell(1_000, Date.parse(SLOT));
  model.offer({ ...asked, at: AT + 5 }, { ...document, freshness: 'stale-if-error' });
  expect(model.violations).toEqual([]);
  expect(model.close()).toMatchObject({ offers: 1, unheardOffers: 1 });
});

test('an answer that was lost is counted when the question is repeated, and has to come', () => {
  const model = modelOf();
  model.call(asked, 'msg_v1', document);
  model.repeat(asked, document);
  model.repeat({ ...asked, number: 2 }, { ...document, id: 'v2' });
  const { id: _id, ...answeredAtOnce } = document;
  model.repeat({ ...asked, number: 3 }, answeredAtOnce);
  expect(model.undelivered()).toEqual([2]);
  model.call({ ...asked, number: 2 }, 'msg_v2', { ...document, id: 'v2' });
  expect(model.close()).toMatchObject({ accepted: 2, delivered: 2, lostAnswers: 1 });
  expect(model.violations).toEqual([]);
});
