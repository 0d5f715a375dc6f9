/**
 * *day trace*: a day of traffic, replayed as fast as the answers come. Everything in a contender's world lives by a clock that jumps
 * from one event to the next, so what matters is how often Cal.com is asked, and what is offered that has been booked meanwhile.
 */
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import type { Calcom } from '../calcom.ts';
import type { Contender, ContenderName } from '../contender.ts';
import { startNginx } from '../contenders/nginx/nginx.ts';
import type { Slotproof } from '../contenders/slotproof.ts';
import { createDayClock, type DayClock } from '../day_clock.ts';
import { findFaketime } from '../faketime.ts';
import { type ContenderRun, failuresOf, type Target } from '../figures.ts';
import { refusedCalls } from '../load/account_window.ts';
import { putQuestion } from '../load/put_question.ts';
import { callsSince, figuresOf, type Sample, timelineOf } from '../load/recorder.ts';
import { ofSlotproof, outcome, type Scenario, type ScenarioSettings, settingsOf } from '../scenario.ts';
import { bookings } from '../traffic/bookings.ts';
import { momentsOfDay } from '../traffic/day_curve.ts';
import { eventTypeIdOf, questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { startSlotproofWorld, startWorld, startWorldOf, type World } from '../world.ts';

/** A Tuesday, always the same: calendars depend on their dates. */
const MIDNIGHT = epochMs(Date.parse('2027-03-09T00:00:00+01:00'));
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
const HOUR_MS = HOUR_SECONDS * 1000;
/** How long before midnight every event type was asked for. */
const EVE_MS = 600_000;
const SKEW = 1;

/** Callers sit where the hosts do, far from there, and where the clocks are half an hour off. */
const TIME_ZONES = ['Europe/Berlin', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

/** Cal.com's answers are late by a hundredth of what is usual. */
const DELAY_FACTOR = 0.01;
const LATENCY_MS = '3-8';

/** A Cal.com that refuses nobody: what it would have refused is counted from its log. */
const NO_LIMIT = 100_000;

interface Day {
  readonly questions: number;
  readonly changes: number;
  /** Which share of them hosts make in calendars of their own. */
  readonly ofHosts: number;
  /** Every how many hours the driver waits until Redis knows what was asked for, which takes two seconds. */
  readonly countEvery: number;
}

type DayEvent = { readonly at: number; readonly kind: 'question' | 'change' };

export const dayTrace: Scenario = async (settings) => {
  const library = findFaketime();
  if (library === undefined) return outcome({});
  const { eventTypes } = settings;
  const day: Day = settings.quick
    ? { questions: 400, changes: 15, ofHosts: 0, countEvery: 12 }
    : { questions: 2_500, changes: 100, ofHosts: 0, countEvery: 1 };
  const variants = settings.contenders.flatMap((contender): readonly Variant[] =>
    (VARIANTS[contender] ?? ['']).map((variant) => [contender, variant]),
  );
  const run = ([contender, variant]: Variant, of: Day) => runDay(contender, variant, library, of, settings);
  const runs = await Promise.all(variants.map((variant) => run(variant, day)));
  // Ages alone decide here, and a short day has too few changes to tell them by.
  const compared = settings.quick || !settings.contenders.includes('nginx') ? [] : SAME_LISTS;
  const ofHosts = { ...day, ofHosts: 1 / 3 };
  const runsOfHosts = await Promise.all(compared.map((variant) => run(variant, ofHosts)));
  const { figures } = ofSlotproof(runs);
  const failed = failuresOf(figures.failures);
  const hitRatio = (100 * figures.hits) / figures.requests;
  const callsAnHour = figures.calcomCalls / 24;
  return outcome({
    scenarios: [
      {
        name: 'day-trace',
        description: `A day of ${day.questions} questions about ${eventTypes} event types, the most popular one asked ${eventTypes} times as often as the last, and ${day.changes} bookings and cancellations, after a day like it, replayed as fast as the answers come: latencies are with a Cal.com a hundred times as fast as usual. Half of the callers sit in Berlin, a quarter each in New York and Kolkata, where the clocks are half an hour off. An nginx that shares one list asks for it in UTC. Cal.com refuses nobody here; 429s are what its limit would have refused.`,
        runs,
      },
      ...(runsOfHosts.length === 0
        ? []
        : [
            {
              name: 'day-trace-calendars',
              description:
                'The same day, with a third of the changes made by hosts in calendars of their own, of which nobody is told. nginx keeps a list for each zone, so that wrong is only what is old.',
              runs: runsOfHosts,
            },
          ]),
    ],
    targets: [
      ...besideNginx(runs),
      ...wrongBesideNginx(runsOfHosts),
      {
        what: 'Cache hit ratio, day trace with webhooks',
        aim: '99 %',
        measured: `${hitRatio.toFixed(2)} %`,
        met: hitRatio >= 99,
      },
      {
        what: 'Cal.com calls an hour, day trace with webhooks',
        aim: '< 50',
        measured: callsAnHour.toFixed(1),
        met: callsAnHour < 50,
      },
    ],
    expectations: [
      {
        what: 'day trace: every question is answered',
        found: `${figures.requests - failed} of ${day.questions}`,
        holds: failed === 0 && figures.requests === day.questions,
      },
      {
        what: 'day trace: with webhooks nothing is offered that Cal.com does not list to the caller',
        found: `${figures.wrongOffers} of ${figures.offers}`,
        holds: figures.wrongOffers === 0 && figures.offers > 0,
      },
      {
        what: 'day trace: the account’s limit is kept',
        found: `${figures.tooManyRequests} calls over it`,
        holds: figures.tooManyRequests === 0,
      },
    ],
  });
};

/** Calls beside nginx, which keeps a list for each zone as slotproof does: so what it offers is as true. */
const besideNginx = (runs: readonly ContenderRun[]): readonly Target[] => {
  const callsOf = (contender: ContenderName, variant: string): number | undefined =>
    runs.find((one) => one.contender === contender && one.variant === variant)?.figures.calcomCalls;
  const usual = callsOf('nginx', OWN_ZONES);
  if (usual === undefined) return [];
  return [
    { variant: WITH_WEBHOOKS, share: 0.5 },
    { variant: WITHOUT_WEBHOOKS, share: 1 },
  ].map(({ variant, share }) => {
    const calls = callsOf('slotproof', variant) ?? Infinity;
    return {
      what: `Cal.com calls, day trace ${variant}`,
      aim: `≤ ${Math.floor(share * usual)} (nginx: ${usual})`,
      measured: String(calls),
      met: calls <= share * usual,
    };
  });
};

const wrongBesideNginx = (runs: readonly ContenderRun[]): readonly Target[] => {
  const wrongOf = (contender: ContenderName): number | undefined =>
    runs.find((one) => one.contender === contender)?.figures.wrongOffers;
  const [usual, wrong] = [wrongOf('nginx'), wrongOf('slotproof')];
  if (usual === undefined || wrong === undefined) return [];
  return [
    {
      what: 'Wrong offers where a third of the changes is told to nobody',
      aim: `≤ ${Math.floor(usual / 3)} (nginx: ${usual})`,
      measured: String(wrong),
      met: wrong <= usual / 3,
      note: 'A host who is seldom asked for, and whose days have not changed before, is asked about seldom: the first change of his is found late.',
    },
  ];
};

const OWN_ZONES = 'callers’ zones';
const WITH_WEBHOOKS = 'with webhooks';
const WITHOUT_WEBHOOKS = 'without webhooks';

/** A contender, and what is special about it. */
type Variant = readonly [contender: ContenderName, variant: string];

/** Who offers what is wrong for no other reason than its age. */
const SAME_LISTS: readonly Variant[] = [
  ['nginx', OWN_ZONES],
  ['slotproof', WITH_WEBHOOKS],
];

/** A cache that knows no zones either shows everyone the list of one, or keeps a list for each. */
const VARIANTS: Partial<Record<ContenderName, readonly string[]>> = {
  nginx: ['one zone for all', OWN_ZONES],
  slotproof: [WITHOUT_WEBHOOKS, WITH_WEBHOOKS],
};

const eventsOf = (day: Day, seed: string): readonly DayEvent[] => {
  const moments = (count: number, kind: DayEvent['kind']): readonly DayEvent[] =>
    momentsOfDay(count, seededRandom(`${seed}/day/${kind}`)).map((at) => ({ at, kind }));
  return [...moments(day.questions, 'question'), ...moments(day.changes, 'change')].sort(
    (one, other) => one.at - other.at,
  );
};

/** What the driver does for a contender that no user sees. */
interface Hooks {
  /** Makes a change at Cal.com, and waits until a webhook of it has had its effect. */
  readonly change: (act: () => Promise<void>) => Promise<void>;
  /** Lets what goes on in the background end, as it would have ended long before the next event of a real day. */
  readonly settle: () => Promise<void>;
  /** Does what has become due by the schedule. */
  readonly keepSchedule: (now: EpochMs, lastAskedAt: EpochMs) => Promise<void>;
}

const NO_HOOKS: Hooks = {
  change: (act) => act(),
  settle: async () => undefined,
  keepSchedule: async () => undefined,
};

const hooksOf = (slotproof: Slotproof, webhooks: boolean, countEvery: number): Hooks => {
  let countedHour = Number.NEGATIVE_INFINITY;
  return {
    change: webhooks ? (act) => slotproof.untilChanged(act) : (act) => act(),
    settle: () => slotproof.settle(),
    keepSchedule: async (now, lastAskedAt) => {
      const hour = Math.floor(now / HOUR_MS);
      // Redis is told every two seconds what was asked for; here they are half an hour.
      if (hour >= countedHour + countEvery) {
        await slotproof.untilCounted(lastAskedAt);
        countedHour = hour;
      }
      await slotproof.keepSchedule(now);
    },
  };
};

const runDay = async (
  contender: ContenderName,
  variant: string,
  library: string,
  day: Day,
  { seed, eventTypes, quick }: ScenarioSettings,
): Promise<ContenderRun> => {
  const clock = createDayClock(library, epochMs(MIDNIGHT - EVE_MS));
  const settings = {
    calcom: { seed, latencyMs: LATENCY_MS, rateLimit: NO_LIMIT, env: clock.env },
    delayFactor: DELAY_FACTOR,
    env: clock.env,
  };
  let world: World;
  let hooks = NO_HOOKS;
  if (contender === 'slotproof') {
    const started = await startSlotproofWorld({
      ...settings,
      slotproofEnv: { ...SLOTPROOF_ENV, ...settingsOf({ quick }) },
    });
    const { webhooks } = started.contender;
    if (variant === WITH_WEBHOOKS) await started.calcom.subscribe(webhooks.url, webhooks.secret);
    hooks = hooksOf(started.contender, variant === WITH_WEBHOOKS, day.countEvery);
    world = started;
  } else if (contender === 'nginx') {
    const zones = variant === OWN_ZONES ? 'own' : 'shared';
    world = await startWorldOf((parts) => startNginx(parts, clock.now, undefined, zones), settings);
  } else {
    world = await startWorld(contender, settings);
  }
  const samples = await replay(world.contender, world.calcom, hooks, clock, day, { seed, eventTypes });
  const calls = callsSince(await world.calcom.calls(), MIDNIGHT);
  await world.stop();
  clock.remove();
  return {
    contender,
    variant,
    figures: {
      ...figuresOf(samples, calls, DAY_SECONDS),
      tooManyRequests: refusedCalls(calls.map(({ at }) => at * 1000)),
    },
    timeline: timelineOf(samples, calls, HOUR_SECONDS, DAY_SECONDS),
    memory: [],
  };
};

/** The account's limit and the spacing of calls go by real seconds, into which a replay puts hours. */
const SLOTPROOF_ENV = {
  CALCOM_RATE_LIMIT_PER_MINUTE: String(NO_LIMIT),
  CALCOM_CALLS_PER_SECOND: '1000',
};

/** Books the last place of the next days, and cancels it again. */
const bookOnce = async (calcom: Calcom, eventTypeId: number, now: EpochMs): Promise<void> => {
  const place = (await calcom.free(eventTypeId, now, 14)).at(-1);
  const uid = place === undefined ? undefined : await calcom.book(place);
  if (uid !== undefined) await calcom.cancel(uid);
};

const replay = async (
  contender: Contender,
  calcom: Calcom,
  hooks: Hooks,
  clock: DayClock,
  day: Day,
  { seed, eventTypes }: Pick<ScenarioSettings, 'seed' | 'eventTypes'>,
): Promise<readonly Sample[]> => {
  const next = questions({
    random: seededRandom(`${seed}/day/questions`),
    eventTypes,
    skew: SKEW,
    clock: clock.now,
    timeZones: TIME_ZONES,
  });
  const random = seededRandom(`${seed}/day/bookings`);
  const { ofHosts } = day;
  const changes = bookings({ calcom, random, eventTypes, skew: SKEW, clock: clock.now, ofHosts });
  // The day before was like this one: nobody begins it with an empty cache, and every host has been booked before.
  let lastAskedAt = clock.now();
  const ids = Array.from({ length: eventTypes }, (_, rank) => eventTypeIdOf(rank));
  for (const eventTypeId of ids) await contender.ask({ ...next(), eventTypeId });
  // All at once: Cal.com waits for what a webhook is answered, which takes a second.
  await hooks.change(async () => {
    await Promise.all(ids.map((eventTypeId) => bookOnce(calcom, eventTypeId, clock.now())));
  });
  await hooks.settle();

  const samples: Sample[] = [];
  for (const { at, kind } of eventsOf(day, seed)) {
    const instant = epochMs(MIDNIGHT + Math.round(at * 1000));
    clock.moveTo(instant);
    await hooks.keepSchedule(instant, lastAskedAt);
    switch (kind) {
      case 'question':
        lastAskedAt = instant;
        samples.push(await putQuestion(contender, calcom, next(), at));
        break;
      case 'change': {
        const act = await changes.next();
        if (act !== undefined) await hooks.change(act);
      }
    }
    await hooks.settle();
  }
  return samples;
};
