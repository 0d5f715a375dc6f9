/**
 * What a decision costs, against the floor that no answer can do without: parsing the same request and writing the same answer as
 * JSON. The request is written out in full, as the design shows it: one that leaves all of the policy to the defaults parses in half the time. Run it with `node bench/decision.ts`; it prints microseconds, the median of its rounds, and judges nothing.
 *
 * Every case has the same calendar size: 31 days of 48 slots. The search is as wide as the policy allows there, `horizonDays` 30.
 */
import { type Decision, decide, type Question } from '../src/verification/decide.ts';
import { POLICY_DEFAULTS, type PolicyFields, resolvePolicy } from '../src/verification/policy.ts';
import { readRequestedTime } from '../src/verification/requested_time.ts';
import type { Slot } from '../src/verification/slot.ts';
import {
  DAY_MS,
  type EpochMs,
  epochMs,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../src/verification/time.ts';
import { median } from './load/percentile.ts';

const ROUNDS = 41;
const ROUND_MS = 15;
const DAYS = 31;
const SLOTS_A_DAY = 48;
const SLOT_MS = DAY_MS / SLOTS_A_DAY;

const ZONE = 'Europe/Berlin';
const START = '2026-12-01T14:00:00+01:00';
const NOW = epochMs(Date.UTC(2026, 10, 23, 10));
const FIRST_DAY = utcDayOf(Date.UTC(2026, 11, 1));

/** The 32nd day, which a local day round the clock touches. */
const NOTHING_LISTED: readonly Slot[] = [];

interface Case {
  readonly name: string;
  readonly fields: PolicyFields;
  /** Which of the 48 slots of each of the 31 days are listed, and with how many seats. */
  readonly seats: (start: EpochMs, dayNumber: number) => number | undefined;
}

const requested = instantOf(START);
const everyDay = { start: '00:00', end: '24:00', days: [1, 2, 3, 4, 5, 6, 7] };
const wide = { horizonDays: 30 };
const hundredBusyHours = Array.from({ length: 100 }, (_, n) => {
  const start = epochMs(startOfUtcDay(FIRST_DAY) + n * 7 * 3_600_000);
  return { start: inZone(start), end: inZone(epochMs(start + 3_600_000)) };
});

const CASES: readonly Case[] = [
  { name: 'available', fields: wide, seats: () => undefined },
  { name: 'same_day', fields: wide, seats: (start) => (start === requested ? 0 : undefined) },
  {
    name: 'next_available, only on the 31st day',
    fields: wide,
    seats: (_, dayNumber) => (dayNumber < DAYS - 1 ? 0 : undefined),
  },
  { name: '31 days searched, unavailable', fields: wide, seats: () => 0 },
  {
    name: '... and open round the clock',
    fields: { ...wide, businessHours: everyDay },
    seats: () => 0,
  },
  {
    name: '... and 100 busy intervals',
    fields: { ...wide, businessHours: everyDay, busy: hundredBusyHours },
    seats: () => 0,
  },
  {
    name: '100 busy intervals, available',
    fields: { ...wide, busy: hundredBusyHours },
    seats: () => undefined,
  },
];

function main(): void {
  console.log(
    `node ${process.version}, ${DAYS} days x ${SLOTS_A_DAY} slots, microseconds, median of ${ROUNDS} rounds\n`,
  );
  console.log(row('case', 'outcome', 'decision', 'floor', 'decision/floor'));
  for (const each of CASES) report(each);
  reportSeveral();
  reportUnseenZones();
}

function report({ name, fields, seats }: Case): void {
  const calendar = calendarOf(seats);
  const calendars = [{ preference: 0, slotsOn: (day: UtcDay) => calendar.get(day) ?? NOTHING_LISTED }];
  const policy = resolvePolicy(fields, POLICY_DEFAULTS);
  const question: Question = { requested, timeZone: ZONE, durationMinutes: 30, policy };
  const decision = decide(question, NOW, calendars);
  const body = JSON.stringify({
    eventTypeId: 123,
    start: START,
    timeZone: ZONE,
    duration: 30,
    ...POLICY_DEFAULTS,
    ...fields,
  });
  const answer = answerOf(decision);

  const decisionTimes: number[] = [];
  const floorTimes: number[] = [];
  // Taken in turns, so that a noisy moment of the machine falls on both.
  for (let round = 0; round < ROUNDS; round += 1) {
    decisionTimes.push(microsecondsEach(() => decide(question, NOW, calendars)));
    floorTimes.push(microsecondsEach(() => [JSON.parse(body), JSON.stringify(answer)]));
  }
  const decisionTime = median(decisionTimes);
  const floorTime = median(floorTimes);
  const outcome = decision.kind;
  console.log(row(name, outcome, decisionTime.toFixed(2), floorTime.toFixed(2), (decisionTime / floorTime).toFixed(2)));
}

/** The same question over several calendars, which list the same: all of them are searched, and what was found is ranked together. */
function reportSeveral(): void {
  const kinds = [
    { name: 'available in the last', seats: [() => 0, () => undefined] as const },
    { name: 'same_day in each', seats: [takenThen, takenThen] as const },
    { name: '31 days of each searched', seats: [() => 0, () => 0] as const },
  ];
  console.log(`\n${row('several calendars', 'outcome', 'decision', 'for each')}`);
  for (const { name, seats } of kinds) {
    const [others, last] = seats.map(calendarOf);
    for (const count of [1, 10, 50]) {
      const calendars = Array.from({ length: count }, (_, place) => {
        const calendar = place === count - 1 ? last : others;
        return { preference: 0, slotsOn: (day: UtcDay) => calendar?.get(day) ?? NOTHING_LISTED };
      });
      const question: Question = { requested, timeZone: ZONE, policy: resolvePolicy(wide, POLICY_DEFAULTS) };
      const times = Array.from({ length: ROUNDS }, () => microsecondsEach(() => decide(question, NOW, calendars)));
      const time = median(times);
      const { kind } = decide(question, NOW, calendars);
      console.log(row(`${count}: ${name}`, kind, time.toFixed(2), (time / count).toFixed(2)));
    }
  }
}

const takenThen = (start: EpochMs): number | undefined => (start === requested ? 0 : undefined);

/** The first question in a zone pays for working out its days; measured once for each zone, since only the first is that dear. */
function reportUnseenZones(): void {
  const calendar = calendarOf(() => 0);
  const calendars = [{ preference: 0, slotsOn: (day: UtcDay) => calendar.get(day) ?? NOTHING_LISTED }];
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== ZONE);
  const policy = resolvePolicy(wide, POLICY_DEFAULTS);
  const times = zones.map((timeZone) => {
    const began = performance.now();
    decide({ requested, timeZone, policy }, NOW, calendars);
    return (performance.now() - began) * 1_000;
  });
  console.log(
    `\nfirst decision in a zone, 31 days searched: median ${median(times).toFixed(0)} over ${zones.length} zones`,
  );
}

function calendarOf(seats: Case['seats']): ReadonlyMap<UtcDay, readonly Slot[]> {
  const calendar = new Map<UtcDay, readonly Slot[]>();
  for (let dayNumber = 0; dayNumber < DAYS; dayNumber += 1) {
    const day = utcDay(FIRST_DAY + dayNumber);
    const slots = Array.from({ length: SLOTS_A_DAY }, (_, n): Slot => {
      const start = epochMs(startOfUtcDay(day) + n * SLOT_MS);
      const seatsRemaining = seats(start, dayNumber);
      return { start, end: epochMs(start + SLOT_MS), ...(seatsRemaining === undefined ? {} : { seatsRemaining }) };
    });
    calendar.set(day, slots);
  }
  return calendar;
}

/** The document that the api would send, with its instants already written out: the floor is JSON alone. */
function answerOf(decision: Decision): object {
  if (decision.kind === 'past' || decision.kind === 'incomplete') throw new Error(`not an answer: ${decision.kind}`);
  const end = decision.requestedEnd === undefined ? {} : { end: inZone(decision.requestedEnd) };
  return {
    status: 'completed',
    outcome: decision.kind,
    requested: { start: START, ...end, timeZone: ZONE },
    ...(decision.kind === 'available' ? { slot: written(decision.slot) } : {}),
    ...(decision.kind === 'alternatives'
      ? {
          alternatives: decision.alternatives.map(({ slot, strategy, minutesFromRequested }) => ({
            ...written(slot),
            strategy,
            minutesFromRequested,
          })),
        }
      : {}),
    searched: decision.searched,
    freshness: 'fresh',
    verifiedAt: '2026-11-23T09:58:12.000Z',
    ageSeconds: 41,
  };
}

function written({ start, end }: Slot): object {
  return { start: inZone(start), end: inZone(end) };
}

function inZone(instant: EpochMs): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toString({ timeZone: ZONE });
}

function instantOf(start: string): EpochMs {
  const read = readRequestedTime(start, ZONE);
  if (!read.ok) throw new Error(read.fault);
  return read.instant;
}

function microsecondsEach(work: () => unknown): number {
  let runs = 0;
  let last: unknown;
  const began = performance.now();
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (let n = 0; n < 100; n += 1) last = work();
    runs += 100;
    elapsed = performance.now() - began;
  }
  // Used, so that the work cannot be found useless and left out.
  if (last === undefined) throw new Error('the work gave nothing');
  return (elapsed * 1_000) / runs;
}

function row(name: string, outcome: string, ...figures: string[]): string {
  return name.padEnd(40) + outcome.padEnd(14) + figures.map((figure) => figure.padStart(16)).join('');
}

main();
