/** What is counted of the answers, as k6 metrics, and what each has to be. */
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Settings } from './settings.ts';
import type { Answer } from './verify.ts';

const answers = new Counter('slotproof_answers');
const errors = new Rate('slotproof_errors');
const wrong = new Counter('slotproof_wrong');
const lost = new Counter('slotproof_lost');
const hits = new Rate('slotproof_hits');
const cachedDuration = new Trend('slotproof_cached_duration', true);
const answerDuration = new Trend('slotproof_answer_duration', true);
const callsOfAnswer = new Trend('slotproof_calls_of_answer');

/** Of each user: in an outage of hours the log would else be longer than it can be read. */
const MOST_WARNINGS = 3;

let warnings = 0;

/** Thresholds by metric, as `options.thresholds` takes them. */
export type Thresholds = Record<string, string[]>;

/** Counts an answer; of what is not one, the first few are written to k6's log. */
export const countAnswer = (answer: Answer): void => {
  errors.add(answer.kind !== 'answered');
  wrong.add(answer.kind === 'wrong');
  lost.add(answer.kind === 'lost');
  if (answer.kind !== 'answered') {
    if (warnings++ < MOST_WARNINGS) console.warn(`${answer.kind}: ${answer.reason}`);
    return;
  }
  answers.add(1);
  hits.add(answer.hit);
  answerDuration.add(answer.durationMs);
  callsOfAnswer.add(answer.calcomCalls);
  if (answer.hit) cachedDuration.add(answer.durationMs);
};

/** What holds in every scenario. */
export const answersHold = ({ deadlineMs, networkMs }: Settings): Thresholds => ({
  // A rate of which there is no sample passes in k6: this one says that there were any.
  slotproof_answers: ['count>0'],
  slotproof_errors: ['rate<0.001'],
  slotproof_wrong: ['count==0'],
  slotproof_lost: ['count==0'],
  // At its deadline the service answers with a 202; half a second is for whatever is late on a busy machine.
  'http_req_duration{name:POST /v1/verifications}': [`max<${deadlineMs + networkMs + 500}`],
});

/** What holds where everything has been asked for before. */
export const cacheHolds = ({ networkMs }: Settings): Thresholds => ({
  slotproof_hits: ['rate>=0.99'],
  slotproof_cached_duration: [`med<${1 + networkMs}`, `p(99)<${5 + networkMs}`],
});
