/** A result such as a run of the benchmark gives, with figures that are made up: nothing was measured here. */
import { CONTENDERS, type ContenderName } from '../../bench/contender.ts';
import type {
  BenchResult,
  ContenderRun,
  FaultResult,
  Figures,
  Latency,
  MemorySample,
  ScenarioResult,
  TimelinePoint,
} from '../../bench/figures.ts';

/** Between 0.8 and 1.2, and the same for the same number: what makes a made-up line look measured. */
const wobble = (seed: number): number =>
  0.8 + 0.4 * Math.abs(Math.sin(seed * 12.9898) * 43758.5453 - Math.trunc(Math.sin(seed * 12.9898) * 43758.5453));

const latency = (p50: number): Latency => ({ p50, p95: p50 * 3, p99: p50 * 6, max: p50 * 11 });

const figures = (given: Partial<Figures> & { requests: number; latency: Latency }): Figures => ({
  seconds: 60,
  calcomCalls: 0,
  tooManyRequests: 0,
  hits: given.requests,
  failures: {},
  offers: given.requests * 2,
  wrongOffers: 0,
  unbookableOffers: 0,
  ...given,
});

const run = (contender: ContenderName, given: Figures, more: Partial<ContenderRun> = {}): ContenderRun => ({
  contender,
  variant: '',
  figures: given,
  timeline: [],
  memory: [],
  ...more,
});

const normal: ScenarioResult = {
  name: 'normal',
  description: '20 requests a second for a minute, about 40 event types, two thirds of them about the five best-liked.',
  runs: [
    run(
      'before',
      figures({
        requests: 1_200,
        latency: { p50: 1_412.4, p95: 9_310, p99: 18_204.2, max: 24_911 },
        calcomCalls: 4_387,
        tooManyRequests: 2_904,
        hits: 796,
        failures: { '429': 311, timeout: 12 },
        offers: 1_604,
        wrongOffers: 21,
        unbookableOffers: 19,
      }),
    ),
    run(
      'nginx',
      figures({
        requests: 1_200,
        latency: { p50: 2.31, p95: 612, p99: 1_204.8, max: 2_310 },
        calcomCalls: 318,
        tooManyRequests: 41,
        hits: 921,
        failures: { '429': 41 },
        offers: 2_101,
        wrongOffers: 9,
      }),
    ),
    run(
      'slotproof',
      figures({
        requests: 1_200,
        latency: { p50: 0.913, p95: 2.18, p99: 4.61, max: 812 },
        calcomCalls: 40,
        hits: 1_160,
        offers: 2_211,
        wrongOffers: 3,
      }),
    ),
  ],
};

const coldStart = (atOnce: number): ScenarioResult => ({
  name: `cold-start-${atOnce}`,
  description: `Nothing is cached, and ${atOnce} requests about one event type arrive at once.`,
  runs: [
    run(
      'before',
      figures({
        requests: atOnce,
        seconds: 25,
        latency: latency(3_600),
        calcomCalls: atOnce * 7 + 13,
        tooManyRequests: atOnce * 6,
        hits: 0,
        failures: { '429': Math.round(atOnce / 2) },
        offers: atOnce,
      }),
    ),
    run('nginx', figures({ requests: atOnce, seconds: 2, latency: latency(240), calcomCalls: 14, hits: 0 })),
    run(
      'slotproof',
      figures({
        requests: atOnce,
        seconds: 1,
        latency: { p50: 701, p95: 731, p99: 748, max: 751 },
        calcomCalls: 1,
        hits: 0,
      }),
    ),
  ],
});

/** Grows fast at first, then by `growth` MB to the end. */
const memory = (role: string, megabytes: number, growth: number): MemorySample[] =>
  Array.from({ length: 61 }, (_, minute) => ({
    at: minute * 60,
    role,
    megabytes:
      megabytes * (1 - 0.3 * Math.exp(-minute / 4)) + (growth * minute) / 60 + 4 * (wobble(minute + megabytes) - 1),
  }));

const sustained: ScenarioResult = {
  name: 'sustained',
  description: 'Ten requests a second for an hour about 200 event types.',
  runs: [
    run(
      'before',
      figures({
        requests: 36_000,
        seconds: 3_600,
        latency: latency(1_100),
        calcomCalls: 7_200,
        tooManyRequests: 5_912,
        hits: 25_200,
        failures: { '429': 5_912 },
        wrongOffers: 812,
      }),
      {
        memory: memory('server', 118, 9),
      },
    ),
    run(
      'nginx',
      figures({
        requests: 36_000,
        seconds: 3_600,
        latency: latency(1.9),
        calcomCalls: 2_612,
        tooManyRequests: 12,
        hits: 33_400,
        failures: { '429': 12 },
        wrongOffers: 402,
      }),
      {
        memory: memory('nginx', 14, 0.2),
      },
    ),
    run(
      'slotproof',
      figures({
        requests: 36_000,
        seconds: 3_600,
        latency: latency(0.8),
        calcomCalls: 812,
        hits: 35_800,
        wrongOffers: 190,
      }),
      {
        memory: [...memory('api', 131, 2), ...memory('worker', 126, 1), ...memory('redis', 12, 0.5)],
      },
    ),
  ],
};

/** More is asked by day than by night. */
const hourly = (calls: number, p50: number, wrongOffers: number): TimelinePoint[] =>
  Array.from({ length: 24 }, (_, hour) => {
    const busy = Math.max(0.02, Math.sin((Math.PI * (hour - 5)) / 16)) * wobble(hour + p50);
    return {
      from: hour * 3_600,
      until: (hour + 1) * 3_600,
      requests: Math.round(1_000 * busy),
      p50: p50 * wobble(hour),
      p99: p50 * 6 * wobble(hour + 1),
      failed: 0,
      wrongOffers: Math.round(wrongOffers * busy),
      calcomCalls: hour === 3 ? 0 : Math.round(calls * busy),
    };
  });

const dayRun = (
  contender: ContenderName,
  variant: string,
  given: { calls: number; p50: number; wrong: number; hits: number; failures?: Record<string, number> },
): ContenderRun => {
  const timeline = hourly(given.calls, given.p50, given.wrong);
  const sum = (key: 'requests' | 'calcomCalls' | 'wrongOffers'): number =>
    timeline.reduce((all, point) => all + point[key], 0);
  return run(
    contender,
    figures({
      requests: sum('requests'),
      seconds: 86_400,
      latency: latency(given.p50),
      calcomCalls: sum('calcomCalls'),
      hits: Math.round(sum('requests') * given.hits),
      failures: given.failures ?? {},
      offers: Math.round(sum('requests') * 1.7),
      wrongOffers: sum('wrongOffers'),
    }),
    { variant, timeline },
  );
};

const dayTrace: ScenarioResult = {
  name: 'day-trace',
  description: 'A day of questions about 40 event types, and bookings and cancellations that go past the contenders.',
  runs: [
    dayRun('before', '', { calls: 1_900, p50: 1_300, wrong: 41, hits: 0.71, failures: { '429': 812 } }),
    dayRun('nginx', '', { calls: 420, p50: 2.1, wrong: 33, hits: 0.912, failures: { '429': 3 } }),
    dayRun('slotproof', 'without webhooks', { calls: 44, p50: 0.9, wrong: 21, hits: 0.9931 }),
    dayRun('slotproof', 'with webhooks', { calls: 49, p50: 0.9, wrong: 1, hits: 0.99996 }),
  ],
};

interface Fares {
  readonly p50: number;
  readonly duringP50: number;
  /** Share of the requests that fail while the fault lasts. */
  readonly failing: number;
}

const fault = (
  name: string,
  description: string,
  stretch: FaultResult['stretch'],
  fares: Readonly<Record<ContenderName, Fares>>,
): FaultResult => ({
  name,
  description,
  ...(stretch === undefined ? {} : { stretch }),
  runs: CONTENDERS.map((contender, index) => {
    const { p50, duringP50, failing } = fares[contender];
    const phase = (which: 'before' | 'during' | 'after', median: number, failed: number) => ({
      phase: which,
      requests: 1_200,
      answered: 1_200 - failed,
      wrong: which === 'during' && contender === 'nginx' ? 3 : 0,
      failures: failed === 0 ? {} : { 503: failed },
      latency: latency(median),
    });
    return {
      contender,
      phases: [
        phase('before', p50, 0),
        phase('during', duringP50, Math.round(1_200 * failing)),
        phase('after', p50, 0),
      ],
      timeline: Array.from({ length: 36 }, (_, point): TimelinePoint => {
        const from = point * 5;
        const during = stretch !== undefined && from >= stretch.from && from < stretch.until;
        const median = (during ? duringP50 : p50) * wobble(point + 100 * index);
        const failed = during ? Math.round(100 * failing * (failing === 1 ? 1 : wobble(point))) : 0;
        return {
          from,
          until: from + 5,
          requests: 100,
          p50: failed === 100 ? undefined : median,
          p99: failed === 100 ? undefined : median * 6 * wobble(point + 7),
          failed,
          wrongOffers: 0,
          calcomCalls: 4,
        };
      }),
    };
  }),
});

const minute = { from: 60, until: 120 };

/** A full run with all three contenders. */
export const madeUpResult: BenchResult = {
  startedAt: '2026-11-23T02:22:29.532Z',
  quick: false,
  seed: 'made-up',
  seconds: 8_640,
  machine: {
    processor: 'Example CPU @ 2.50GHz',
    cores: '2',
    memory: '8 GB',
    system: 'Linux 6.1 | x64',
    'Node.js': '26.10.0',
    Redis: '8.2.1',
    nginx: '1.28.0',
  },
  scenarios: [normal, coldStart(50), coldStart(100), sustained, dayTrace],
  faults: [
    fault('calcom-down', 'Cal.com refuses connections for a minute.', minute, {
      before: { p50: 1_300, duringP50: 21, failing: 1 },
      nginx: { p50: 2, duringP50: 3, failing: 0.12 },
      slotproof: { p50: 0.9, duringP50: 0.9, failing: 0 },
    }),
    fault('calcom-slow', 'Cal.com takes 5 seconds for every answer, for a minute.', minute, {
      before: { p50: 1_300, duringP50: 4_100, failing: 0.62 },
      nginx: { p50: 2, duringP50: 540, failing: 0.02 },
      slotproof: { p50: 0.9, duringP50: 1.2, failing: 0 },
    }),
    fault(
      'redis-restart',
      'Redis is stopped and started again 5 seconds later.',
      { from: 60, until: 65 },
      {
        before: { p50: 1_300, duringP50: 1_300, failing: 0 },
        nginx: { p50: 2, duringP50: 2, failing: 0 },
        slotproof: { p50: 0.9, duringP50: 2, failing: 0.4 },
      },
    ),
    fault('worker-killed', 'One of two workers gets SIGKILL.', undefined, {
      before: { p50: 1_300, duringP50: 1_300, failing: 0 },
      nginx: { p50: 2, duringP50: 2, failing: 0 },
      slotproof: { p50: 0.9, duringP50: 0.9, failing: 0 },
    }),
  ],
  targets: [
    { what: 'Cal.com calls for 100 cold requests at once, one event type', aim: '1', measured: '1', met: true },
    { what: 'cache hit ratio', aim: '99 %', measured: '99.4 %', met: true },
    {
      what: 'answer from the cache, in the server',
      aim: 'p50 < 1 ms, p99 < 5 ms',
      measured: 'p50 0.9 ms, p99 5.4 ms',
      met: false,
      note: 'The load runs on the same two cores | as the service.',
    },
  ],
};

/** The result of a machine that has no nginx. */
export const withoutNginx: BenchResult = {
  ...madeUpResult,
  scenarios: madeUpResult.scenarios.map((scenario) => ({
    ...scenario,
    runs: scenario.runs.filter(({ contender }) => contender !== 'nginx'),
  })),
  faults: madeUpResult.faults.map((one) => ({
    ...one,
    runs: one.runs.filter(({ contender }) => contender !== 'nginx'),
  })),
};

const noLatency: Latency = { p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NEGATIVE_INFINITY };

/** A result in which no contender was asked anything. */
export const withoutRequests: BenchResult = {
  ...madeUpResult,
  scenarios: madeUpResult.scenarios.map((scenario) => ({
    ...scenario,
    runs: scenario.runs.map((one) => ({
      ...one,
      figures: figures({ requests: 0, seconds: 0, latency: noLatency, hits: 0, offers: 0 }),
      timeline: one.timeline.map((point) => ({
        ...point,
        requests: 0,
        p50: undefined,
        p99: undefined,
        calcomCalls: 0,
      })),
      memory: one.memory.slice(0, 1),
    })),
  })),
  faults: madeUpResult.faults.map((one) => ({
    ...one,
    runs: one.runs.map(({ contender, phases }) => ({
      contender,
      phases: phases.map(({ phase }) => ({
        phase,
        requests: 0,
        answered: 0,
        wrong: 0,
        failures: {},
        latency: noLatency,
      })),
      timeline: [],
    })),
  })),
};
