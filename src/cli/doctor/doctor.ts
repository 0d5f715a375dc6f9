/** `slotproof doctor`: what is wrong, and what to do about it. */
import { CatalogueStore } from '../../catalogue/catalogue_store.ts';
import { Looks } from '../../changes/looks.ts';
import { accountOf } from '../../config/account.ts';
import type { Config } from '../../config/config.ts';
import { connectRedis, untilRedisReady } from '../../queues/connection/redis_connection.ts';
import { CACHE_ROLE } from '../../redis/redis_role.ts';
import { registrationsOf } from '../../registration/registrations.ts';
import { readArguments } from '../arguments.ts';
import { calcomCalls } from '../calcom_calls.ts';
import { type Command, UsageError } from '../command.ts';
import { catalogueFindings, keyFindings, type Known, slotsFindings, webhookFindings } from './calcom_findings.ts';
import { type Finding, fail, findingInWords, ok, warn, wordsOf } from './finding.ts';
import { aboutRedis, redisFindings } from './redis_findings.ts';
import { readSettings } from './settings_findings.ts';

/** All of it ends by then, whatever hangs. */
const PATIENCE_MS = 18_000;
const REDIS_PATIENCE_MS = 4_000;
const URL_PATIENCE_MS = 4_000;
const NEEDED_MAJOR = 26;

/** The command. */
export const doctor: Command = {
  summary: 'look for what is wrong, and say what to do',
  help: `slotproof doctor [--json]

  Looks at Node.js, the settings, Redis, the key, the account, webhooks, PUBLIC_URL, and asks Cal.com for the slots of one event type. It makes
  at most five calls to Cal.com, within the account's limit. One line each: OK, WARN or FAIL. Ends with 1 where anything fails.`,
  run: async (args, { env, say, note }) => {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    if (positionals.length > 0) throw new UsageError('doctor takes no arguments but --json');
    const findings: Finding[] = [];
    const tell = (some: readonly Finding[]): void => {
      findings.push(...some);
      if (!values.json) for (const finding of some) say(findingInWords(finding));
    };
    tell([nodeFinding()]);
    const { config, findings: ofSettings } = readSettings(env);
    tell(ofSettings);
    if (config !== undefined) await examine(config, env, tell);
    const failed = findings.filter(({ state }) => state === 'FAIL').length;
    const warned = findings.filter(({ state }) => state === 'WARN').length;
    if (values.json) say(JSON.stringify({ failed, warned, findings }));
    else note(failed === 0 ? `Nothing fails${warned > 0 ? `, ${warned} to know of` : ''}.` : `${failed} to mend.`);
    return failed === 0 ? 0 : 1;
  },
};

const nodeFinding = (): Finding =>
  Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR
    ? ok('node', process.version)
    : fail('node', `${process.version} is too old`, `Run npm ci, which brings ${NEEDED_MAJOR}.`);

const examine = async (
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  tell: (some: readonly Finding[]) => void,
): Promise<void> => {
  const account = accountOf(config);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const queues = openRedis(config.redisUrl);
  const cache = config.cacheRedisUrl === undefined ? undefined : openRedis(config.cacheRedisUrl);
  /** What it was told, or what became of it; never waits longer than everything may take. */
  const look = async (
    about: string,
    findings: () => Promise<readonly Finding[]> | readonly Finding[],
  ): Promise<void> => {
    try {
      tell(await Promise.race([findings(), expiry(signal)]));
    } catch (error) {
      tell([fail(about, wordsOf(error), 'Look again when the lines above are well.')]);
    }
  };
  try {
    const [isThere, isCacheThere] = await Promise.all([queues.isThere(), cache?.isThere() ?? true]);
    if (isThere) await look('redis', () => redisFindings(queues.redis));
    else {
      tell([
        env.REDIS_URL
          ? fail('redis', `cannot be used: ${queues.reason()}`, 'Start it, or set REDIS_URL to one that runs.')
          : fail(
              'redis',
              'REDIS_URL is not set, and the Redis of npm start does not run',
              'Run npm start, or set REDIS_URL.',
            ),
      ]);
    }
    if (cache !== undefined) {
      const about = aboutRedis(CACHE_ROLE);
      if (isCacheThere) await look(about, () => redisFindings(cache.redis, CACHE_ROLE));
      else {
        const todo = `Start it, or set ${CACHE_ROLE.setting} to one that runs.`;
        tell([fail(about, `cannot be used: ${cache.reason()}`, todo)]);
      }
    }
    if (isThere && isCacheThere) {
      const { redis } = queues;
      const ofCache = cache?.redis ?? redis;
      const calls = calcomCalls(redis, account, config, signal);
      const known: Known = {
        account,
        calls,
        catalogue: await new CatalogueStore(ofCache, account.name).read(),
        registrations: await registrationsOf(redis, account).all(),
        deliveredAt: (await new Looks(ofCache, account.name).read()).deliveredAt,
      };
      await look('key', () => keyFindings(known));
      await look('catalogue', () => catalogueFindings(known));
      await look('webhooks', () => webhookFindings(known));
      await look('slots', () => slotsFindings(known));
    } else {
      const why = isThere ? "what is known of the account is kept in the cache's Redis" : 'its limit is kept in Redis';
      tell([warn('cal.com', `is not asked: ${why}`, 'Look again when Redis is there.')]);
    }
    const { publicUrl } = account;
    if (publicUrl !== undefined) await look('PUBLIC_URL', () => publicUrlFindings(publicUrl));
  } finally {
    queues.redis.disconnect();
    cache?.redis.disconnect();
  }
};

/** A Redis, whether it is there in time, and why not. */
const openRedis = (url: string) => {
  const redis = connectRedis(url, 'worker');
  let reason: unknown = new Error('it does not answer');
  redis.on('error', (error: unknown) => {
    reason = error;
  });
  return {
    redis,
    reason: (): string => wordsOf(reason),
    isThere: (): Promise<boolean> =>
      untilRedisReady(redis, REDIS_PATIENCE_MS).then(
        () => true,
        () => false,
      ),
  };
};

const expiry = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const expire = (): void => reject(new Error('took too long'));
    if (signal.aborted) expire();
    else signal.addEventListener('abort', expire, { once: true });
  });

const publicUrlFindings = async (publicUrl: string): Promise<readonly Finding[]> => {
  try {
    const { status } = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(URL_PATIENCE_MS) });
    if (status === 200) return [ok('PUBLIC_URL', 'is reached from here')];
    return [fail('PUBLIC_URL', `/healthz answers ${status}`, 'Make it lead to the api.')];
  } catch (error) {
    return [warn('PUBLIC_URL', `is not reached from here: ${wordsOf(error)}`, 'Make sure that Cal.com reaches it.')];
  }
};
