/** *sustained*: 25 users for a long time, while others book and cancel, and the memory of every process is sampled. */
import { epochMs } from '../../src/verification/time.ts';
import type { ContenderName } from '../contender.ts';
import { type ContenderRun, failuresOf } from '../figures.ts';
import { sampleMemory } from '../load/memory.ts';
import { callsSince, figuresOf, timelineOf } from '../load/recorder.ts';
import { letAsk } from '../load/users.ts';
import { ofSlotproof, outcome, type Scenario, type ScenarioSettings, settingsOf } from '../scenario.ts';
import { keepBooking } from '../traffic/bookings.ts';
import { questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { startSlotproofWorld, startWorld, type World } from '../world.ts';

const USERS = 25;
const EVENT_TYPES = 20;
const THINK_MS = [500, 1_500] as const;

/** A change of some calendar every so often, in ms. */
const CHANGE_MS = 5_000;

const MOST_STRETCHES = 120;
const MOST_MEMORY_SAMPLES = 240;

export const sustained: Scenario = async (settings) => {
  // Side by side in the same minutes: such a load leaves most of two cores free, and one after the other it would take three times as long.
  const runs = await Promise.all(settings.contenders.map((contender) => run(contender, settings)));
  const { figures } = ofSlotproof(runs);
  const failed = failuresOf(figures.failures);
  return outcome({
    scenarios: [
      {
        name: 'sustained',
        description: `${USERS} users for ${settings.sustainedSeconds} s, all contenders in the same minutes: each user asks about one of ${EVENT_TYPES} event types, thinks for ${THINK_MS.map((ms) => ms / 1000).join(' to ')} s and asks again, while some calendar changes every ${CHANGE_MS / 1000} s.`,
        runs,
      },
    ],
    expectations: [
      {
        what: 'sustained: everybody is answered, no 429',
        found: `${failed} failures of ${figures.requests}, ${figures.tooManyRequests} 429s`,
        holds: failed === 0 && figures.requests > 0 && figures.tooManyRequests === 0,
      },
    ],
  });
};

const run = async (contender: ContenderName, settings: ScenarioSettings): Promise<ContenderRun> => {
  const { seed, sustainedSeconds: seconds } = settings;
  const world = await worldOf(contender, settings);
  const clock = () => epochMs(Date.now());
  const random = seededRandom(`${seed}/sustained`);
  const next = questions({ random, eventTypes: EVENT_TYPES, skew: 1, clock });
  const stopBooking = new AbortController();
  const booking = keepBooking(
    {
      calcom: world.calcom,
      random: seededRandom(`${seed}/sustained/bookings`),
      eventTypes: EVENT_TYPES,
      skew: 1,
      clock,
    },
    CHANGE_MS,
    stopBooking.signal,
  );
  const began = Date.now();
  const endSampling = sampleMemory(
    () => world.contender.processes(),
    Math.max(500, (seconds * 1000) / MOST_MEMORY_SAMPLES),
  );
  const samples = await letAsk(world.contender, world.calcom, {
    users: USERS,
    thinkMs: THINK_MS,
    seconds,
    next,
    random,
  });
  const memory = endSampling();
  const calls = callsSince(await world.calcom.calls(), began);
  stopBooking.abort();
  await booking;
  await world.stop();
  return {
    contender,
    variant: '',
    figures: figuresOf(samples, calls, (Date.now() - began) / 1000),
    timeline: timelineOf(samples, calls, Math.max(1, Math.ceil(seconds / MOST_STRETCHES)), seconds),
    memory,
  };
};

const worldOf = async (contender: ContenderName, { seed, quick }: ScenarioSettings): Promise<World> => {
  const settings = { calcom: { seed, latencyMs: quick ? '30-80' : '300-800' }, env: settingsOf({ quick }) };
  if (contender !== 'slotproof') return startWorld(contender, settings);
  const world = await startSlotproofWorld(settings);
  await world.calcom.subscribe(world.contender.webhooks.url, world.contender.webhooks.secret);
  return world;
};
