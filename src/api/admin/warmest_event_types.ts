import type { Freshness } from '../../availability/day_segment.ts';
import { storedFreshness } from '../../availability/doubt.ts';
import { daysBetween, utcDay, utcDayOf } from '../../verification/time.ts';
import type { AdminContext } from './context.ts';

/** How many are shown. */
const MOST = 10;

/** The days that are looked at, from today: as far as a verification looks unless told otherwise. */
const DAYS = 14;

/** An event type that is asked for, and how old what is cached of it is. */
export interface WarmEventType {
  /** As it is named in the cache: `id:101`, `user:anna/intro`, with `|30` for a duration of its own. */
  readonly name: string;
  /** How many of the next 14 UTC days are cached. */
  readonly daysCached: number;
  readonly daysLookedAt: number;
  /** The state of the worst of the cached days. */
  readonly state: Freshness;
  readonly youngestSeconds: number | null;
  readonly oldestSeconds: number | null;
}

const WORST_LAST: readonly Freshness[] = ['fresh', 'stale', 'stale-if-error', 'missing'];

/** The event types asked for most of late, most first, by what the fleet has told Redis. @throws when Redis cannot be reached */
export const warmestEventTypes = async ({
  usage,
  store,
  clock,
  config,
}: Pick<AdminContext, 'usage' | 'store' | 'clock' | 'config'>): Promise<readonly WarmEventType[]> => {
  const now = clock();
  const today = utcDayOf(now);
  const days = daysBetween(today, utcDay(today + DAYS - 1));
  const names = await usage.mostAsked(MOST);
  return await Promise.all(
    names.map(async ({ name }): Promise<WarmEventType> => {
      const stored = await store.read(name, days);
      const cached = [...stored.segments].flatMap(([day, segment]) =>
        segment === undefined ? [] : { day, ...segment },
      );
      const ages = cached.map(({ observedAt }) => Math.max(0, now - observedAt) / 1000);
      const states = cached.map(({ day, ...segment }) => storedFreshness(stored, day, segment, now, config.cache));
      return {
        name,
        daysCached: cached.length,
        daysLookedAt: days.length,
        state: WORST_LAST.findLast((state) => states.includes(state)) ?? 'missing',
        youngestSeconds: ages.length === 0 ? null : Math.min(...ages),
        oldestSeconds: ages.length === 0 ? null : Math.max(...ages),
      };
    }),
  );
};
