/**
 * `npm run bench:without-redis`: a day of traffic up to its busiest hour, and then Redis is killed for a minute. What share of the questions of that
 * minute is answered, how, and how long callers wait. The minute is asked as densely as it takes to say something; the clock of the service goes on
 * as any other. Nothing here passes or fails.
 */
import { parseArgs } from 'node:util';
import { epochMs } from '../src/verification/time.ts';
import type { Ask } from './contender.ts';
import { createDayClock } from './day_clock.ts';
import { findFaketime } from './faketime.ts';
import { latencyOf } from './load/percentile.ts';
import { momentsOfDay } from './traffic/day_curve.ts';
import { questions } from './traffic/questions.ts';
import { seededRandom } from './traffic/random.ts';
import { startSlotproofWorld } from './world.ts';

const { values } = parseArgs({
  options: {
    questions: { type: 'string', default: '2500' },
    'event-types': { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    'per-second': { type: 'string', default: '10' },
    seed: { type: 'string', default: 'slotproof' },
  },
});
const eventTypes = Number(values['event-types']);
const seconds = Number(values.seconds);
const perSecond = Number(values['per-second']);

/** The Tuesday of the day trace, and its busiest hour. */
const MIDNIGHT = Date.parse('2027-03-09T00:00:00+01:00');
const BUSIEST_S = 10.5 * 3_600;

const library = findFaketime();
if (library === undefined) {
  console.error('There is no libfaketime here: npm run bench:setup unpacks it.');
  process.exit(1);
}
const clock = createDayClock(library, epochMs(MIDNIGHT));
const world = await startSlotproofWorld({
  calcom: { seed: values.seed, latencyMs: '3-8', rateLimit: 100_000, env: clock.env },
  delayFactor: 0.01,
  env: clock.env,
  slotproofEnv: { CALCOM_RATE_LIMIT_PER_MINUTE: '100000', CALCOM_CALLS_PER_SECOND: '1000' },
});
const { contender } = world;
const next = questions({
  random: seededRandom(`${values.seed}/day/questions`),
  eventTypes,
  skew: 1,
  clock: clock.now,
  timeZones: ['Europe/Berlin', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'],
});
const asked = new Set<number>();
for (const at of momentsOfDay(Number(values.questions), seededRandom(`${values.seed}/day/question`))) {
  if (at > BUSIEST_S) break;
  clock.moveTo(epochMs(MIDNIGHT + Math.round(at * 1000)));
  const ask = next();
  asked.add(ask.eventTypeId);
  await contender.ask(ask);
  await contender.settle();
}

await contender.redis.kill();
const waits: number[] = [];
const failures = new Map<string, number>();
let answered = 0;
const put = async (ask: Ask): Promise<void> => {
  const began = performance.now();
  const answer = await contender.ask(ask);
  waits.push(performance.now() - began);
  if (answer.kind === 'answered') answered++;
  else failures.set(answer.reason, (failures.get(answer.reason) ?? 0) + 1);
};
const underWay: Promise<void>[] = [];
for (let number = 0; number < seconds * perSecond; number++) {
  underWay.push(put(next()));
  await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
}
await Promise.all(underWay);

const { p99, max } = latencyOf(waits);
console.log(
  `Redis away for ${seconds} s at half past ten, ${asked.size} of ${eventTypes} event types asked for that day before:\n` +
    `${answered} of ${waits.length} questions answered (${((100 * answered) / waits.length).toFixed(1)} %), ` +
    `p99 ${p99.toFixed(0)} ms, longest ${max.toFixed(0)} ms`,
);
for (const [reason, count] of failures) console.log(`  ${count} × ${reason}`);
await world.stop();
clock.remove();
process.exit(0);
