import { describe, expect, test } from 'vitest';
import {
  DELIVERIES_PER_RECEIVER,
  ReceiverTurns,
  type ReceiverTurn,
} from '../../../src/workers/callbacks/receiver_turns.ts';

const taken = (turn: ReceiverTurn) => {
  if (turn.kind !== 'now') throw new Error('There was no place.');
  return turn;
};
const told = (turn: ReceiverTurn): number => {
  if (turn.kind !== 'later') throw new Error('There was a place.');
  return turn.ms;
};
const fill = (turns: ReceiverTurns, name: string, now: number) =>
  Array.from({ length: DELIVERIES_PER_RECEIVER }, () => taken(turns.take(name, now)));

describe('turns', () => {
  test('one receiver has a few places, another has its own', () => {
    const turns = new ReceiverTurns();
    const [first] = fill(turns, 'slow', 0);
    told(turns.take('slow', 0));
    taken(turns.take('prompt', 0));
    first?.done(10);
    taken(turns.take('slow', 10));
    told(turns.take('slow', 10));
  });

  test('who is sent away comes back at the pace of the receiver, one after the other, within a minute', () => {
    const turns = new ReceiverTurns();
    const [first] = fill(turns, 'slow', 0);
    first?.done(8_000);
    taken(turns.take('slow', 8_000));
    const waits = Array.from({ length: 100 }, () => told(turns.take('slow', 8_000)));
    expect(waits.slice(0, 3)).toEqual([2_000, 4_000, 6_000]);
    expect(Math.max(...waits)).toBe(60_000);
  });
});
