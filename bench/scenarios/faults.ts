/** Faults under load: what becomes of requests before, during and after. */
import { setTimeout as sleep } from 'node:timers/promises';
import { epochMs } from '../../src/verification/time.ts';
import type { CacheAges, ContenderName } from '../contender.ts';
import type { Slotproof } from '../contenders/slotproof.ts';
import { type FaultPhase, type FaultResult, failuresOf } from '../figures.ts';
import { latencyOf } from '../load/percentile.ts';
import { callsSince, figuresOf, type Sample, timelineOf } from '../load/recorder.ts';
import { letAsk } from '../load/users.ts';
import { ofSlotproof, outcome, type Scenario, type ScenarioSettings } from '../scenario.ts';
import { keepBooking } from '../traffic/bookings.ts';
import { eventTypeIdOf, questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { startSlotproofWorld, startWorld, type World } from '../world.ts';

const USERS = 10;
const THINK_MS = [200, 600] as const;

/** How many seconds each phase lasts. */
type Phases = Readonly<Record<FaultPhase['phase'], number>>;

interface FaultSettings {
  readonly name: string;
  readonly description: string;
  readonly phases: Phases;
  readonly eventTypes: number;
  /** The last of them are first asked for while the load is on. */
  readonly warmed: number;
  readonly ages?: CacheAges;
  readonly workers: number;
  readonly begin: (world: FaultWorld) => Promise<void>;
  readonly end: (world: FaultWorld) => Promise<void>;
}

type FaultWorld = World & {
  /** Slotproof, where it is the contender. */
  readonly slotproof: Slotproof | undefined;
};

type FaultRun = FaultResult['runs'][number];

/** An hour in a minute, so that what a minute's fault outlasts is as much as what an hour's would. */
const HOUR_IN_A_MINUTE: CacheAges = { fresh: 15, stale: 60, staleIfError: 1_440 };

/** For a fault of seconds. */
const QUICK: CacheAges = { fresh: 4, stale: 8, staleIfError: 600 };

const healCalcom = ({ calcom }: FaultWorld) => calcom.setFaults([]);

/** The faults that are Cal.com's, which every contender meets. */
const calcomFaults = (quick: boolean): readonly FaultSettings[] => {
  const common = {
    phases: quick ? { before: 2, during: 8, after: 3 } : { before: 6, during: 60, after: 12 },
    // Each is fetched anew when it is no longer fresh: so many stay below 120 calls a minute.
    eventTypes: quick ? 4 : 15,
    warmed: quick ? 4 : 15,
    ages: quick ? QUICK : HOUR_IN_A_MINUTE,
    workers: 1,
    end: healCalcom,
  };
  const { during } = common.phases;
  const aged = `What is cached ages an hour in ${quick ? 'seconds' : 'a minute'} here.`;
  return [
    {
      ...common,
      name: 'calcom-down',
      description: `Cal.com answers every call with a 503 for ${during} s. ${aged}`,
      begin: ({ calcom }) => calcom.setFaults([{ kind: 'error', status: 503, operation: 'all' }]),
    },
    {
      ...common,
      name: 'calcom-slow',
      description: `Cal.com takes 10 s for every call for ${during} s. ${aged}`,
      begin: ({ calcom }) => calcom.setFaults([{ kind: 'latency', latencyMs: 10_000, operation: 'all' }]),
    },
  ];
};

/** The faults of parts that only slotproof has. */
const ownFaults = (quick: boolean): readonly FaultSettings[] => [
  {
    name: 'redis-restart',
    description:
      'Redis is killed with SIGKILL, is away for two seconds, and is started again with what it had written down.',
    phases: { before: quick ? 2 : 8, during: 4, after: quick ? 3 : 10 },
    eventTypes: 15,
    warmed: 15,
    workers: 1,
    begin: async ({ slotproof }) => {
      await slotproof?.redis.kill();
      await sleep(2_000);
      await slotproof?.redis.restart();
    },
    end: async () => undefined,
  },
  {
    name: 'worker-killed',
    description:
      'One of two workers is killed with SIGKILL while it has calls in hand, and another is started; half of the event types are asked for the first time.',
    phases: { before: quick ? 2 : 8, during: quick ? 4 : 8, after: quick ? 2 : 8 },
    eventTypes: 60,
    warmed: 30,
    workers: 2,
    begin: async ({ slotproof }) => {
      await slotproof?.killWorker();
      await slotproof?.startWorker();
    },
    end: async () => undefined,
  },
];

export const faults: Scenario = async (settings) => {
  const { quick, contenders } = settings;
  const expectations = [];
  const together = (some: readonly FaultSettings[], names: readonly ContenderName[]): Promise<FaultResult[]> =>
    Promise.all(
      some.map(async (fault): Promise<FaultResult> => {
        const runs = await Promise.all(names.map((name) => runFault(fault, name, settings)));
        const { name, description, phases } = fault;
        return { name, description, stretch: { from: phases.before, until: phases.before + phases.during }, runs };
      }),
    );
  // Every world has parts of its own and a light load, so all faults can strike in the same minute.
  const results = (
    await Promise.all([together(calcomFaults(quick), contenders), together(ownFaults(quick), ['slotproof'])])
  ).flat();

  for (const { name, runs } of results) {
    const phases = ofSlotproof(runs).phases;
    const after = phases.find(({ phase }) => phase === 'after');
    const failed = phases.reduce((sum, { failures }) => sum + failuresOf(failures), 0);
    const failedAfter = failuresOf(after?.failures ?? {});
    const requests = phases.reduce((sum, phase) => sum + phase.requests, 0);
    expectations.push({
      what:
        name === 'redis-restart'
          ? 'redis-restart: everybody is answered again afterwards'
          : `${name}: everybody is answered all the time`,
      found: `${failed} failures of ${requests}, ${failedAfter} of ${after?.requests ?? 0} afterwards (${JSON.stringify(phases.map(({ failures }) => failures))})`,
      holds: name === 'redis-restart' ? failedAfter === 0 && (after?.requests ?? 0) > 0 : failed === 0 && requests > 0,
    });
  }
  const outage = results.filter(({ name }) => name === 'calcom-down' || name === 'calcom-slow');
  const failedInOutage = outage
    .flatMap(({ runs }) => ofSlotproof(runs).phases)
    .reduce((sum, { failures }) => sum + failuresOf(failures), 0);
  const slowest = Math.max(...outage.flatMap(({ runs }) => ofSlotproof(runs).phases).map(({ latency }) => latency.max));
  return outcome({
    faults: results,
    targets: [
      {
        what: 'Errors while Cal.com is down or slow, as long as something was cached',
        aim: '0',
        measured: String(failedInOutage),
        met: failedInOutage === 0,
      },
      {
        what: 'Longest wait for an answer while Cal.com is down or slow',
        aim: '5 s',
        measured: `${(slowest / 1000).toFixed(2)} s`,
        met: slowest <= 5_000,
      },
    ],
    expectations,
  });
};

const runFault = async (
  fault: FaultSettings,
  contender: ContenderName,
  { seed, quick }: ScenarioSettings,
): Promise<FaultRun> => {
  const { phases, eventTypes, ages, workers } = fault;
  const settings = {
    calcom: { seed, latencyMs: quick ? '30-80' : '300-800' },
    ...(ages === undefined ? {} : { ages }),
  };
  const world = await faultWorldOf(contender, settings, workers);
  const clock = () => epochMs(Date.now());
  const random = seededRandom(`${seed}/${fault.name}`);
  const next = questions({ random, eventTypes, skew: 1, clock });
  await Promise.all(
    Array.from({ length: fault.warmed }, (_, rank) =>
      world.contender.ask({ ...next(), eventTypeId: eventTypeIdOf(rank) }),
    ),
  );

  const seconds = phases.before + phases.during + phases.after;
  const stopBooking = new AbortController();
  const booking = keepBooking(
    { calcom: world.calcom, random: seededRandom(`${seed}/${fault.name}/bookings`), eventTypes, skew: 1, clock },
    2_000,
    stopBooking.signal,
  );
  const began = Date.now();
  const asking = letAsk(world.contender, world.calcom, { users: USERS, thinkMs: THINK_MS, seconds, next, random });
  await sleep(phases.before * 1000);
  const striking = fault.begin(world);
  await sleep(phases.during * 1000);
  await striking;
  await fault.end(world);
  const samples = await asking;
  stopBooking.abort();
  await booking;
  const calls = callsSince(await world.calcom.calls(), began);
  await world.stop();
  return {
    contender,
    phases: phasesOf(samples, phases),
    timeline: timelineOf(samples, calls, quick ? 1 : 2, seconds),
  };
};

const phasesOf = (samples: readonly Sample[], { before, during }: Phases): readonly FaultPhase[] => {
  const stretches = [
    ['before', 0, before],
    ['during', before, before + during],
    ['after', before + during, Infinity],
  ] as const;
  return stretches.map(([phase, from, until]) => {
    const some = samples.filter(({ at }) => at >= from && at < until);
    const answered = some.filter(({ answer }) => answer.kind === 'answered');
    return {
      phase,
      requests: some.length,
      answered: answered.length,
      wrong: some.filter(({ wrongOffers }) => wrongOffers > 0).length,
      failures: figuresOf(some, [], 0).failures,
      latency: latencyOf(answered.map(({ latencyMs }) => latencyMs)),
    };
  });
};

const faultWorldOf = async (
  contender: ContenderName,
  settings: Parameters<typeof startWorld>[1],
  workers: number,
): Promise<FaultWorld> => {
  if (contender !== 'slotproof') return { ...(await startWorld(contender, settings)), slotproof: undefined };
  const world = await startSlotproofWorld({ ...settings, durable: true }, workers);
  await world.calcom.subscribe(world.contender.webhooks.url, world.contender.webhooks.secret);
  return { ...world, slotproof: world.contender };
};
