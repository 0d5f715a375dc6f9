/** *cold start*: nothing is cached, and 50 or 100 users ask at the same moment. */
import { epochMs } from '../../src/verification/time.ts';
import type { ContenderName } from '../contender.ts';
import { type ContenderRun, failuresOf, type ScenarioResult } from '../figures.ts';
import { callsSince, figuresOf } from '../load/recorder.ts';
import { letAskAtOnce } from '../load/users.ts';
import { ofSlotproof, outcome, type Scenario, type ScenarioSettings, settingsOf } from '../scenario.ts';
import { questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { startWorld } from '../world.ts';

interface Rush {
  readonly name: string;
  readonly users: number;
  readonly eventTypes: number;
  readonly about: string;
}

const RUSHES: readonly Rush[] = [
  { name: 'cold-start-50', users: 50, eventTypes: 1, about: 'one event type' },
  { name: 'cold-start-100', users: 100, eventTypes: 1, about: 'one event type' },
  { name: 'cold-start-100-mixed', users: 100, eventTypes: 20, about: '20 event types' },
];

export const coldStart: Scenario = async (settings) => {
  const scenarios: ScenarioResult[] = [];
  for (const rush of RUSHES) {
    const runs: ContenderRun[] = [];
    for (const contender of settings.contenders) runs.push(await runRush(rush, contender, settings));
    const description = `Nothing is cached, and ${rush.users} users ask at the same moment about ${rush.about}: other days, times and zones.`;
    scenarios.push({ name: rush.name, description, runs });
  }
  const figures = scenarios.map(({ runs }) => ofSlotproof(runs).figures);
  const [, hundred] = figures;
  return outcome({
    scenarios,
    targets: [
      {
        what: 'Cal.com calls for 100 cold requests at once, one event type',
        aim: '1',
        measured: String(hundred?.calcomCalls),
        met: hundred?.calcomCalls === 1,
      },
    ],
    expectations: RUSHES.flatMap(({ name, users, eventTypes }, index) => {
      const {
        calcomCalls = 0,
        tooManyRequests = 0,
        failures = {},
        requests = 0,
        wrongOffers = 0,
      } = figures[index] ?? {};
      const failed = failuresOf(failures);
      return [
        {
          what: `${name}: a call for each event type`,
          found: `${calcomCalls} calls`,
          // Not every one of the twenty is drawn.
          holds: calcomCalls >= 1 && calcomCalls <= eventTypes,
        },
        {
          what: `${name}: everybody is answered, nothing wrong, no 429`,
          found: `${requests - failed} of ${users} answered, ${wrongOffers} wrong, ${tooManyRequests} 429s`,
          holds: requests === users && failed === 0 && tooManyRequests === 0 && wrongOffers === 0,
        },
      ];
    }),
  });
};

const runRush = async (
  { name, users, eventTypes }: Rush,
  contender: ContenderName,
  { seed, quick }: ScenarioSettings,
): Promise<ContenderRun> => {
  const world = await startWorld(contender, {
    calcom: { seed, latencyMs: quick ? '30-80' : '300-800' },
    env: settingsOf({ quick }),
  });
  const next = questions({
    random: seededRandom(`${seed}/${name}`),
    eventTypes,
    skew: 1,
    clock: () => epochMs(Date.now()),
  });
  const asks = Array.from({ length: users }, next);
  const began = Date.now();
  const samples = await letAskAtOnce(world.contender, world.calcom, asks);
  const seconds = (Date.now() - began) / 1000;
  const figures = figuresOf(samples, callsSince(await world.calcom.calls(), began), seconds);
  await world.stop();
  return { contender, variant: '', figures, timeline: [], memory: [] };
};
