// A question with a margin: what Cal.com says of the same days when their edges are not those of the question.

import type { Slots, VectorCase } from './vector_file.ts';

type Query = VectorCase['query'];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Cal.com lists a slot that ends so long after the end that was asked for. */
const GRACE_MS = 1_000;

/** The same question over so much more at each end, and from `since` on (epoch ms) where that is earlier, with the ends of slots. */
export function withMargin(query: Query, marginMs: number, since = Number.POSITIVE_INFINITY): Query {
  const { from, until } = boundsOf(query);
  return {
    ...query,
    start: new Date(Math.min(from - marginMs, since)).toISOString(),
    end: new Date(until + marginMs).toISOString(),
    format: 'range',
    ...(query.usernames !== undefined && query.duration === undefined ? { duration: 30 } : {}),
  };
}

/** The slots among those of `withMargin` that the question asks for, in its format. */
export function cut(slots: Slots, query: Query): Slots {
  const { from, until } = boundsOf(query);
  const hasNoLength = query.usernames !== undefined && query.duration === undefined;
  const days = Object.entries(slots).map(([date, day]) => {
    const asked = day.filter(
      ({ start, end }) => Date.parse(start) >= from && Date.parse(String(end)) <= until + GRACE_MS,
    );
    const written = asked.map(({ end, ...slot }) => {
      if (String(query.format ?? 'time').toLowerCase() !== 'range') return slot;
      const { start, ...rest } = slot;
      return { start, end: hasNoLength ? start : end, ...rest };
    });
    return [date, written] as const;
  });
  return Object.fromEntries(days.filter(([, day]) => day.length > 0));
}

function boundsOf({ start, end }: Query): { from: number; until: number } {
  const from = Date.parse(String(start));
  const until = Date.parse(String(end));
  // A time of which hours, minutes and seconds are 0 stands for the last second of its day.
  const isMidnight = ((until % DAY_MS) + DAY_MS) % DAY_MS < 1_000;
  return { from: Math.floor(from / MINUTE_MS) * MINUTE_MS, until: isMidnight ? until + DAY_MS - 1_000 : until };
}
