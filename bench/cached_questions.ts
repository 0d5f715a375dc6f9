/**
 * A few hundred different questions for `bench/http.ts`, all of which one month of a cache can decide: several event types, zones and
 * days, local times and times with an offset, one in five with wishes of its own. The same ones in every run, but for the dates.
 */
import { integerBetween, seededRandom } from '../src/simulator/random.ts';

const EVENT_TYPES = [101, 102, 103, 105, 106, 109, 110, 111, 1000, 1001, 1002, 1003, 1004];
const ZONES = [
  'Europe/Berlin',
  'Europe/Berlin',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'UTC',
  'Europe/London',
];

/** The last day asked for, from today; with the horizon it lies within the days of one Cal.com call. */
const LAST_DAY = 13;

type Wishes = (start: Temporal.ZonedDateTime) => object;

/** One question in so many has one of these. */
const QUESTIONS_A_WISH = 5;
const WISHES: readonly Wishes[] = [
  () => ({ maxAlternatives: 3 }),
  () => ({ maxAlternatives: 4, horizonDays: 16, windowHours: 3 }),
  () => ({ businessHours: { start: '10:00', end: '16:00', days: [1, 2, 3, 4] }, toleranceMinutes: 60 }),
  (start) => ({
    strategies: ['next_available'],
    busy: [{ start: written(start), end: written(start.add({ hours: 1 })) }],
  }),
];

/** The bodies of so many questions. */
export const cachedQuestions = (count: number): readonly string[] => {
  const random = seededRandom('cached questions');
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[integerBetween(random, 0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const today = Temporal.Now.plainDateISO('UTC');
  return Array.from({ length: count }, () => {
    const timeZone = pick(ZONES);
    const local = today
      .add({ days: integerBetween(random, 1, LAST_DAY) })
      .toPlainDateTime({ hour: integerBetween(random, 8, 20), minute: pick([0, 0, 15, 30]) });
    const zoned = local.toZonedDateTime(timeZone);
    const start = pick([local.toString({ smallestUnit: 'minute' }), written(zoned)]);
    const wishes = integerBetween(random, 1, QUESTIONS_A_WISH) === 1 ? pick(WISHES)(zoned) : {};
    return JSON.stringify({ eventTypeId: pick(EVENT_TYPES), start, timeZone, ...wishes });
  });
};

const written = (time: Temporal.ZonedDateTime): string => time.toString({ timeZoneName: 'never' });
