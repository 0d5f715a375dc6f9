/** A user who asks, waits for the answer and thinks. */
import { sleep } from 'k6';
import { scenario } from 'k6/execution';
import { countAnswer } from './answer_metrics.ts';
import type { Question } from './question.ts';
import type { Settings } from './settings.ts';
import { type AskOptions, verify } from './verify.ts';

/** One iteration: puts the next question of the scenario and counts its answer. */
export const askNext = (settings: Settings, questionOf: (number: number) => Question, options?: AskOptions): void =>
  countAnswer(verify(settings, questionOf(scenario.iterationInTest), options));

/** Thinks, between half and one and a half times the pause, so that users do not stay in step. */
export const think = ({ pauseSeconds }: Settings): void => {
  if (pauseSeconds > 0) sleep(pauseSeconds * (0.5 + Math.random()));
};
