/**
 * `npm run bench:bookings`: 100 callers want one of 20 free slots of one calendar at once. By way of Slotproof they check, hold and book; beside it
 * they check and book at Cal.com itself. It prints what became of them and ends with 1 where a slot was booked twice, or a caller was.
 */
import { parseArgs } from 'node:util';
import { keptPort } from '../test/support/kept_port.ts';
import type { EpochMs } from '../src/verification/time.ts';
import { CONTENDER_KEY } from './calcom.ts';
import { takeByCalcom } from './bookings/by_calcom.ts';
import { takeBySlotproof } from './bookings/by_slotproof.ts';
import type { Caller, CallerEnd } from './bookings/caller.ts';
import { type FullCalendar, startFullCalendar, WANTED } from './bookings/full_calendar.ts';
import { startSlotproof } from './contenders/slotproof.ts';
import { latencyOf } from './load/percentile.ts';
import { markdownTable, numbers, words } from './report/markdown_table.ts';

/** What came of one way of booking. */
interface Run {
  readonly ends: readonly CallerEnd[];
  readonly calls: number;
  readonly refusedForLimit: number;
}

const callersOf = (free: readonly EpochMs[], count: number): readonly Caller[] =>
  Array.from({ length: count }, (_, index) => ({
    email: `caller-${index}@example.com`,
    wanted: free[index % free.length] as EpochMs,
  }));

/** What stands in Cal.com in the end. */
const standing = async ({ calcom }: FullCalendar): Promise<readonly { start: string; email: string }[]> => {
  const response = await fetch(`${calcom.url}/v2/bookings?take=250&eventTypeIds=${WANTED.eventTypeId}`, {
    headers: { authorization: 'Bearer cal_bench_driver_d1', 'cal-api-version': '2024-08-13' },
  });
  const { data } = (await response.json()) as {
    data: { status: string; start: string; attendees: { email: string }[] }[];
  };
  return data
    .filter(({ status }) => status === 'accepted')
    .map(({ start, attendees }) => ({ start, email: attendees[0]?.email ?? '' }));
};

const bySlotproof = async (calendar: FullCalendar, callers: readonly Caller[], limit: number): Promise<Run> => {
  const metricsPort = await keptPort();
  const slotproof = await startSlotproof({
    calcomUrl: calendar.calcom.url,
    apiKey: CONTENDER_KEY,
    env: { CALCOM_RATE_LIMIT_PER_MINUTE: String(limit), METRICS_PORT: String(metricsPort) },
  });
  try {
    const url = new URL(slotproof.webhooks.url).origin;
    const free = new Set(calendar.free);
    const before = await callsMade(metricsPort);
    const ends = await Promise.all(callers.map((caller) => takeBySlotproof(url, caller, free)));
    const after = await callsMade(metricsPort);
    return { ends, calls: after.all - before.all, refusedForLimit: after.throttled - before.throttled };
  } finally {
    await slotproof.stop();
  }
};

const callsMade = async (port: number): Promise<{ readonly all: number; readonly throttled: number }> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = [...text.matchAll(/^slotproof_calcom_calls_total\{(.*)\} (\d+)$/gm)];
  const sum = (some: typeof lines): number => some.reduce((total, [, , count]) => total + Number(count), 0);
  return { all: sum(lines), throttled: sum(lines.filter(([, labels = '']) => labels.includes('"throttled"'))) };
};

const byCalcom = async ({ calcom }: FullCalendar, callers: readonly Caller[]): Promise<Run> => {
  let [calls, refusedForLimit] = [0, 0];
  const count = (status: number): void => {
    calls += 1;
    if (status === 429) refusedForLimit += 1;
  };
  const ends = await Promise.all(callers.map((caller) => takeByCalcom(calcom.url, CONTENDER_KEY, caller, count)));
  return { ends, calls, refusedForLimit };
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const rowOf = (name: string, { ends, calls, refusedForLimit }: Run): readonly string[] => {
  const of = (kind: CallerEnd['kind']) => ends.filter((end) => end.kind === kind);
  const took = (some: readonly CallerEnd[]): string => {
    const { p50, p99 } = latencyOf(some.map(({ tookMs }) => tookMs));
    return some.length === 0 ? '' : `${seconds(p50)}, ${seconds(p99)}`;
  };
  const booked = of('booked');
  return [
    name,
    String(booked.length),
    String(of('none').length),
    String(of('gave-up').length),
    String(ends.reduce((sum, { untrue }) => sum + untrue, 0)),
    took(booked),
    took(of('none')),
    (calls / Math.max(1, booked.length)).toFixed(1),
    String(refusedForLimit),
  ];
};

const COLUMNS = [
  words('by way of'),
  ...['booked', 'told that none is left', 'told nothing', 'untrue offers'].map(numbers),
  ...['p50, p99 of the booked', 'p50, p99 of the others', 'calls a booking', '429s'].map(numbers),
];

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      callers: { type: 'string', default: '100' },
      slots: { type: 'string', default: '20' },
      limit: { type: 'string', default: '120' },
    },
  });
  const [count, slots, limit] = [Number(values.callers), Number(values.slots), Number(values.limit)];
  const rows: (readonly string[])[] = [];
  for (const name of ['Slotproof', 'Cal.com itself'] as const) {
    const calendar = await startFullCalendar(slots, limit);
    try {
      const callers = callersOf(calendar.free, count);
      const run =
        name === 'Slotproof' ? await bySlotproof(calendar, callers, limit) : await byCalcom(calendar, callers);
      rows.push(rowOf(name, run));
      const made = await standing(calendar);
      const twice = made.length - new Set(made.map(({ start }) => start)).size;
      const callersTwice = made.length - new Set(made.map(({ email }) => email)).size;
      if (twice > 0 || callersTwice > 0 || made.length > slots) {
        process.stderr.write(`${name}: ${twice} slots and ${callersTwice} callers are booked twice\n`);
        process.exitCode = 1;
      }
    } finally {
      await calendar.calcom.stop();
    }
  }
  process.stdout.write(
    `${count} callers, ${slots} free slots, ${limit} calls a minute\n\n${markdownTable(COLUMNS, rows)}\n`,
  );
};

await main();
