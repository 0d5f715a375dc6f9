import { expect, test } from 'vitest';
import { Model } from '../../../bench/chaos/model.ts';

const SLOT = '2026-12-01T13:00:00.000Z';
const asked = { number: 1, eventTypeId: 1_000, at: 10 };
const document = { id: 'v1', status: 'completed', outcome: 'available', slot: { start: SLOT } } as const;

const modelOf = () => new Model(new Map([[1_000, new Set([Date.parse(SLOT)])]]));

test('what was accepted, called back and polled is as it has to be', () => {
  const model = modelOf();
  model.accept(asked, document);
  model.call(asked, 'msg_v1', document);
  model.call(asked, 'msg_v1', document);
  model.poll(1, document);
  expect(model.close()).toMatchObject({ accepted: 1, delivered: 1, repeated: 1, offers: 1 });
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
      model.tell(1_000, Date.parse(SLOT), 5);
      model.offer(asked, document);
    },
    /5 ms after its booking was told/,
  ],
])('%s is a violation', (_what, happen, words) => {
  const model = modelOf();
  happen(model);
  model.close();
  expect(model.violations.join()).toMatch(words);
});

test('what was offered to a question that came before the news is none', () => {
  const model = modelOf();
  model.tell(1_000, Date.parse(SLOT), 11);
  model.offer(asked, document);
  expect(model.violations).toEqual([]);
});
