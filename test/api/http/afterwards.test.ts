import { expect, test } from 'vitest';
import { afterwards } from '../../../src/api/http/afterwards.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('work waits for the end of the turn and is done in the order in which it came', async () => {
  const done: string[] = [];
  const later = afterwards((item: string) => done.push(item));
  later('one');
  later('two');
  await Promise.resolve();
  later('three');
  expect(done).toEqual([]);
  await nextTurn();
  expect(done).toEqual(['one', 'two', 'three']);
});

test('work that comes of work is not lost', async () => {
  const done: number[] = [];
  const later = afterwards((item: number) => {
    done.push(item);
    if (item < 3) later(item + 1);
  });
  later(1);
  for (let turn = 0; turn < 4; turn++) await nextTurn();
  expect(done).toEqual([1, 2, 3]);
});
