/** A Cal.com of its own for every contender, so that none of them spends the calls of another. */
import { type Calcom, type CalcomSettings, CONTENDER_KEY, startCalcom } from './calcom.ts';
import type { CacheAges, Contender, ContenderName, ContenderSettings } from './contender.ts';
import { startBefore } from './contenders/before/before.ts';
import { findNginx, startNginx } from './contenders/nginx/nginx.ts';
import { type Slotproof, startSlotproof } from './contenders/slotproof.ts';

/** A contender and the Cal.com that it asks. */
export interface World<C extends Contender = Contender> {
  readonly calcom: Calcom;
  readonly contender: C;
  stop(): Promise<void>;
}

/** What a world is made of, besides the contender. */
export interface WorldSettings {
  readonly calcom: CalcomSettings;
  readonly ages?: CacheAges;
  readonly delayFactor?: number;
  /** More for the environment of every process in it. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The contenders that this machine can run. nginx is no part of the product, and is left out where it is missing. */
export const contendersHere = (): readonly ContenderName[] =>
  findNginx() === undefined ? ['before', 'slotproof'] : ['before', 'nginx', 'slotproof'];

/** Starts a contender and its Cal.com. */
export const startWorld = (name: ContenderName, settings: WorldSettings): Promise<World> =>
  name === 'slotproof'
    ? startSlotproofWorld(settings)
    : startWorldOf(name === 'nginx' ? startNginx : startBefore, settings);

/** The same for slotproof, which scenarios can do more to. @param workers how many worker processes */
export const startSlotproofWorld = (
  settings: WorldSettings & { readonly durable?: boolean; readonly slotproofEnv?: Readonly<Record<string, string>> },
  workers = 1,
): Promise<World<Slotproof>> =>
  startWorldOf(
    (contender) =>
      startSlotproof(
        {
          ...contender,
          durable: settings.durable === true,
          env: { ...contender.env, ...environmentOf(settings.ages), ...settings.slotproofEnv },
        },
        workers,
      ),
    settings,
  );

const environmentOf = (ages: CacheAges | undefined): Readonly<Record<string, string>> =>
  ages === undefined
    ? {}
    : {
        CACHE_FRESH_SECONDS: String(ages.fresh),
        CACHE_STALE_SECONDS: String(ages.stale),
        CACHE_STALE_IF_ERROR_SECONDS: String(ages.staleIfError),
      };

/** The same for a contender that is started in a way of its own. */
export const startWorldOf = async <C extends Contender>(
  start: (settings: ContenderSettings) => Promise<C>,
  { calcom: calcomSettings, ages, delayFactor, env = {} }: WorldSettings,
): Promise<World<C>> => {
  const calcom = await startCalcom({ ...calcomSettings, env: { ...env, ...calcomSettings.env } });
  const contender = await start({
    calcomUrl: calcom.url,
    apiKey: CONTENDER_KEY,
    env,
    ...(ages === undefined ? {} : { ages }),
    ...(delayFactor === undefined ? {} : { delayFactor }),
  });
  return {
    calcom,
    contender,
    stop: async () => {
      await contender.stop();
      await calcom.stop();
    },
  };
};
