/** Users: each asks, waits for the answer, thinks, and asks again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calcom } from '../calcom.ts';
import type { Ask, Contender } from '../contender.ts';
import type { Random } from '../traffic/random.ts';
import { putQuestion } from './put_question.ts';
import type { Sample } from './recorder.ts';

/** How a crowd behaves. */
export interface Crowd {
  readonly users: number;
  /** How long a user thinks between an answer and the next question, in ms, drawn evenly. */
  readonly thinkMs: readonly [least: number, most: number];
  /** How long they go on, in seconds. */
  readonly seconds: number;
  readonly next: () => Ask;
  readonly random: Random;
}

/** Lets a crowd ask a contender. @returns every request, in the order of their answers */
export const letAsk = async (
  contender: Contender,
  calcom: Calcom,
  { users, thinkMs: [least, most], seconds, next, random }: Crowd,
): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  const began = performance.now();
  const passed = (): number => (performance.now() - began) / 1000;
  const think = (): Promise<void> => sleep(least + random() * (most - least));
  const user = async (): Promise<void> => {
    // Nobody begins at the same moment as everybody else.
    await sleep(random() * most);
    while (passed() < seconds) {
      samples.push(await putQuestion(contender, calcom, next(), passed()));
      await think();
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  return samples;
};

/** Lets so many users ask one question each, all at the same moment. */
export const letAskAtOnce = (contender: Contender, calcom: Calcom, asks: readonly Ask[]): Promise<readonly Sample[]> =>
  Promise.all(asks.map((ask) => putQuestion(contender, calcom, ask, 0)));
