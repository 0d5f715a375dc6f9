// Slotproof in front of the simulator, from a cache that was warmed for 31 days: at once, and fourteen minutes later.

import { differenceBetween, differingDates } from './comparison.ts';
import { type FrontedWorld, frontedWorld } from './fronted_world.ts';
import { cut, withMargin } from './margin.ts';
import type { Answered, Measure } from './measure.ts';
import { slotsAddress } from './slots_address.ts';
import type { Slots, VectorCase, VectorFile } from './vector_file.ts';

const DAY_MS = 86_400_000;
const WARM_DAYS = 31;
const MARGIN_MS = 2 * DAY_MS;
/** Still fresh. */
const LATER_MS = 14 * 60_000;

/** Measure (b): just what Cal.com said. */
export const slotproofMeasure: Measure = {
  name: 'slotproof',
  about: 'GET /v2/slots in front of it, from a cache that was warmed for 31 days',
  begin: (file) => begin(file, 0),
  judge: ({ expected }, { data }) => differenceBetween(expected, data),
};

/** Measure (c): nothing that Cal.com would not list by then. */
export const laterMeasure: Measure = {
  name: 'slotproof later',
  about: 'the same 14 minutes later, beside what Cal.com lists by then: no slot more',
  begin: (file) => begin(file, LATER_MS),
  judge: (_question, { data, truth = {} }) => {
    const listed = new Set(startsOf(truth));
    const surplus = startsOf(data).filter((start) => !listed.has(start));
    return surplus.length > 0 ? `${surplus.length} more, such as ${surplus[0]}` : undefined;
  },
};

const startsOf = (slots: Slots): readonly number[] =>
  Object.values(slots).flatMap((day) => day.map(({ start }) => Date.parse(start)));

/** Each moment of a file has a system of its own: nothing of one is cached at another. */
async function begin(file: VectorFile, laterMs: number): Promise<Awaited<ReturnType<Measure['begin']>>> {
  const worlds = new Map<number, Promise<FrontedWorld>>();
  return {
    ask: async (question) => {
      const now = Date.parse(question.now ?? file.now);
      const world = await (worlds.get(now) ?? remember(worlds, now, warmed(file, now, laterMs)));
      const before = await world.calls();
      const data = await world.ask(slotsAddress(question.query));
      const calls = (await world.calls()) - before;
      return { data, calls, ...(await truthOf(world, now, question, data, file)) };
    },
    end: async () => {
      for (const world of worlds.values()) await (await world).end();
    },
  };
}

function remember<T>(map: Map<number, T>, key: number, value: T): T {
  map.set(key, value);
  return value;
}

/** Every event type, length and zone of the questions of a moment is asked for once, for a month from then. */
async function warmed(file: VectorFile, now: number, laterMs: number): Promise<FrontedWorld> {
  const world = await frontedWorld(file, now);
  const range = { start: dateOf(now), end: dateOf(now + WARM_DAYS * DAY_MS) };
  const questions = file.cases.filter((question) => Date.parse(question.now ?? file.now) === now);
  const addresses = new Set(questions.map(({ query }) => slotsAddress({ ...query, ...range })));
  for (const address of addresses) await world.ask(address);
  world.pass(laterMs);
  return world;
}

const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** What Cal.com lists now, and whether it is Cal.com that errs at the edges of the question. */
async function truthOf(
  world: FrontedWorld,
  now: number,
  { query }: VectorCase,
  data: Slots,
  file: VectorFile,
): Promise<Pick<Answered, 'truth' | 'excuse'>> {
  const truth = await world.askCalcom(slotsAddress(query));
  const differing = differingDates(truth, data);
  if (differing.length === 0) return { truth };
  const wide = await Promise.all(
    [withMargin(query, MARGIN_MS), withMargin(query, MARGIN_MS, now)].map(async (asked) =>
      cut(await world.askCalcom(slotsAddress(asked)), query),
    ),
  );
  const zones = [String(query.timeZone ?? 'UTC'), ...file.hosts.map(({ timeZone }) => timeZone)];
  const reasons = differing.map((date) => {
    if (wide.some((same) => !differingDates(same, data).includes(date))) return AT_THE_EDGE;
    return zones.some((zone) => clocksChangeOn(zone, date)) ? ON_A_DAY_OF_CHANGE : undefined;
  });
  const known = reasons.filter((reason) => reason !== undefined);
  return known.length < reasons.length ? { truth } : { truth, excuse: [...new Set(known)].join('; ') };
}

const AT_THE_EDGE =
  "an edge effect of Cal.com's: asked with two days more at each end, or from today on, it says the same of these days";
const ON_A_DAY_OF_CHANGE =
  "an edge effect of Cal.com's: on a day on which clocks change the hours depend on the day on which the question begins";

function clocksChangeOn(timeZone: string, date: string): boolean {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).hoursInDay !== 24;
}
