/** *normal*: 100 users at a warm cache. */
import { epochMs } from '../../src/verification/time.ts';
import type { Contender, ContenderName } from '../contender.ts';
import { type ContenderRun, failuresOf } from '../figures.ts';
import { callsSince, figuresOf, timelineOf } from '../load/recorder.ts';
import { bucketsOf, serverQuantileMs } from '../load/server_latency.ts';
import { letAsk } from '../load/users.ts';
import { ofSlotproof, outcome, type Scenario, type ScenarioSettings, settingsOf } from '../scenario.ts';
import { eventTypeIdOf, questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { startSlotproofWorld, startWorld, type World } from '../world.ts';

const USERS = 100;
const EVENT_TYPES = 20;
const THINK_MS = [100, 300] as const;

/** Callers' zones with different grids: an event type that is booked on the hour has other slots where clocks are half an hour off. */
const GRID_ZONES = ['Europe/Berlin', 'Asia/Kolkata'] as const;

interface NormalRun extends ContenderRun {
  /** Of slotproof, what its own figures say, in ms. */
  readonly server?: { readonly p50: number | undefined; readonly p99: number | undefined };
}

export const normal: Scenario = async (settings) => {
  const runs: NormalRun[] = [];
  for (const contender of settings.contenders) {
    runs.push(contender === 'slotproof' ? await runSlotproof(settings) : await runOther(contender, settings));
  }
  const { figures, server } = ofSlotproof(runs);
  const failed = failuresOf(figures.failures);
  const { p50 = 0, p99 = 0 } = server ?? {};
  return outcome({
    scenarios: [
      {
        name: 'normal',
        description: `${USERS} users at a warm cache: each asks about one of ${EVENT_TYPES} event types, waits for the answer, thinks for ${THINK_MS.join(' to ')} ms and asks again.`,
        runs: runs.map(({ server: _server, ...run }) => run),
      },
    ],
    targets: [
      {
        what: 'Cal.com calls for 100 users at once, warm',
        aim: '0',
        measured: String(figures.calcomCalls),
        met: figures.calcomCalls === 0,
      },
      {
        what: 'Answer from the cache, in the server',
        aim: 'p50 < 1 ms, p99 < 5 ms',
        measured: `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
        met: p50 < 1 && p99 < 5,
        note: 'Read from the api’s own histogram. Users, simulator and Redis run on the same cores.',
      },
    ],
    expectations: [
      {
        what: 'normal: a warm cache answers everybody without a call',
        found: `${figures.calcomCalls} calls, ${failed} failures, ${figures.hits} hits of ${figures.requests}`,
        holds: figures.calcomCalls === 0 && failed === 0 && figures.hits === figures.requests,
      },
      {
        what: 'normal: nothing wrong is offered',
        found: `${figures.wrongOffers} of ${figures.offers}`,
        holds: figures.wrongOffers === 0 && figures.offers > 0,
      },
    ],
  });
};

const calcomOf = ({ seed, quick }: ScenarioSettings) => ({ seed, latencyMs: quick ? '30-80' : '300-800' });

const runOther = async (contender: ContenderName, settings: ScenarioSettings): Promise<NormalRun> => {
  const world = await startWorld(contender, { calcom: calcomOf(settings), env: settingsOf(settings) });
  const run = await load(world, settings);
  await world.stop();
  return run;
};

const runSlotproof = async (settings: ScenarioSettings): Promise<NormalRun> => {
  const world = await startSlotproofWorld({ calcom: calcomOf(settings), env: settingsOf(settings) });
  let before = bucketsOf('');
  const run = await load(world, settings, async () => {
    before = bucketsOf(await world.contender.metrics());
  });
  const after = bucketsOf(await world.contender.metrics());
  await world.stop();
  return { ...run, server: { p50: serverQuantileMs(0.5, before, after), p99: serverQuantileMs(0.99, before, after) } };
};

const load = async (
  { contender, calcom }: World<Contender>,
  { seed, quick }: ScenarioSettings,
  onWarm: () => Promise<void> = async () => undefined,
): Promise<ContenderRun> => {
  const random = seededRandom(`${seed}/normal`);
  const next = questions({ random, eventTypes: EVENT_TYPES, skew: 1, clock: () => epochMs(Date.now()) });
  await Promise.all(
    Array.from({ length: EVENT_TYPES }, (_, rank) =>
      GRID_ZONES.map((timeZone) => contender.ask({ ...next(), eventTypeId: eventTypeIdOf(rank), timeZone })),
    ).flat(),
  );
  const crowd = { users: USERS, thinkMs: THINK_MS, next, random };
  // Code that was never run is slow the first thousand times, in every contender.
  await letAsk(contender, calcom, { ...crowd, seconds: quick ? 0.5 : 2 });
  await onWarm();
  const seconds = quick ? 2 : 7;
  const began = Date.now();
  const samples = await letAsk(contender, calcom, { ...crowd, seconds });
  const calls = callsSince(await calcom.calls(), began);
  return {
    contender: contender.name,
    variant: '',
    figures: figuresOf(samples, calls, (Date.now() - began) / 1000),
    timeline: timelineOf(samples, calls, 1, seconds),
    memory: [],
  };
};
