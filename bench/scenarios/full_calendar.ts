/** *full calendar*: nothing is cached and nothing is free, so that every strategy is tried: the worst case of a verification. */
import { epochMs } from '../../src/verification/time.ts';
import type { ContenderName } from '../contender.ts';
import type { ContenderRun } from '../figures.ts';
import { putQuestion } from '../load/put_question.ts';
import { callsSince, figuresOf, type Sample } from '../load/recorder.ts';
import { ofSlotproof, outcome, type Scenario, settingsOf } from '../scenario.ts';
import { eventTypeIdOf, questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { startWorld } from '../world.ts';

/** The design's bound for all that is not the call itself, in ms. */
const OVERHEAD_MS = 20;

/** The predecessor makes 28 calls for each. */
const QUESTIONS = 2;
const WARM_UP_QUESTIONS = 20;

/** What the account allows is not what is looked at here. */
const NO_LIMIT = 100_000;

export const fullCalendar: Scenario = async ({ seed, quick, contenders }) => {
  const latencyMs = quick ? 20 : 200;
  const count = quick ? 2 : QUESTIONS;
  const run = async (contender: ContenderName): Promise<ContenderRun> => {
    const world = await startWorld(contender, {
      calcom: { seed, latencyMs: '0', rateLimit: NO_LIMIT, fullyBooked: true },
      env: settingsOf({ quick }),
    });
    const next = questions({ random: seededRandom(`${seed}/full`), eventTypes: 1, skew: 0, clock: now });
    // Code that was never run is slow the first time, in every contender: that is not what a cold cache costs.
    for (let rank = 0; rank < WARM_UP_QUESTIONS; rank++) {
      await world.contender.ask({ ...next(), eventTypeId: eventTypeIdOf(count + rank) });
    }
    await world.calcom.setLatency(latencyMs);
    const samples: Sample[] = [];
    const began = Date.now();
    for (let rank = 0; rank < count; rank++) {
      const ask = { ...next(), eventTypeId: eventTypeIdOf(rank) };
      samples.push(await putQuestion(world.contender, world.calcom, ask, (Date.now() - began) / 1000));
    }
    const calls = callsSince(await world.calcom.calls(), began);
    await world.stop();
    const figures = figuresOf(samples, calls, (Date.now() - began) / 1000);
    return { contender, variant: '', figures, timeline: [], memory: [] };
  };
  const runs = await Promise.all(contenders.map(run));
  const { figures } = ofSlotproof(runs);
  const overhead = figures.latency.p50 - latencyMs;
  return outcome({
    scenarios: [
      {
        name: 'full-calendar',
        description: `Nothing is cached and the calendar is full: ${count} questions, one after the other, each about another event type. Cal.com takes ${latencyMs} ms for a call.`,
        runs,
      },
    ],
    targets: [
      {
        what: 'Worst case, nothing cached, calendar full',
        aim: `one Cal.com call plus ${OVERHEAD_MS} ms`,
        measured: `${figures.calcomCalls / figures.requests} call plus ${overhead.toFixed(0)} ms (p50)`,
        met: figures.calcomCalls === count && overhead <= OVERHEAD_MS,
        note: 'A job on each of two queues and a turn at the gate: some twenty hand-overs between processes, one after the other.',
      },
    ],
    expectations: [
      {
        what: 'a cold verification of a full calendar costs one call',
        found: `${figures.calcomCalls} calls for ${count}`,
        holds: figures.calcomCalls === count,
      },
    ],
  });
};

const now = () => epochMs(Date.now());
