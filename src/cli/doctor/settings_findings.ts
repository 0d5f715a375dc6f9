/** The settings: each fault, and what is at odds. */
import { type Config, loadConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config_error.ts';
import { EMBEDDED_REDIS_URL } from '../../runtime/embedded_redis.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const ABOUT = 'settings';

/** Reads the settings. @returns undefined where they cannot be used */
export const readSettings = (
  env: Readonly<Record<string, string | undefined>>,
): { readonly config: Config | undefined; readonly findings: readonly Finding[] } => {
  try {
    const config = loadConfig({ ...env, REDIS_URL: env.REDIS_URL || EMBEDDED_REDIS_URL });
    const odds = atOdds(config);
    return { config, findings: odds.length > 0 ? odds : [ok(ABOUT, 'each can be used')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      config: undefined,
      findings: error.faults.map((fault) => fail(ABOUT, fault, 'Mend it; nothing starts before.')),
    };
  }
};

const atOdds = ({
  calcom,
  warming,
  changes,
  catalogue,
  apiKeys,
  redisUrl,
  cacheRedisUrl,
}: Config): readonly Finding[] => {
  const findings: Finding[] = [];
  const note = (isSo: boolean, text: string, todo: string): void => {
    if (isSo) findings.push(warn(ABOUT, text, todo));
  };
  const { apiKey, publicUrl, webhookSecrets, secretsKey } = calcom;
  note(
    cacheRedisUrl === redisUrl,
    'CACHE_REDIS_URL is REDIS_URL: nothing is spread',
    'Set it to another Redis, or not at all.',
  );
  note(
    publicUrl === undefined && webhookSecrets.length === 0 && (changes.cron === undefined || apiKey === undefined),
    'nothing tells of bookings',
    'Set PUBLIC_URL and CALCOM_API_KEY, or leave CHANGES_CRON at its default.',
  );
  note(
    publicUrl !== undefined && apiKey === undefined,
    'PUBLIC_URL is set and CALCOM_API_KEY is not: no webhook can be registered',
    'Set CALCOM_API_KEY.',
  );
  note(
    publicUrl !== undefined && apiKey !== undefined && secretsKey === undefined,
    'secrets of webhooks are encrypted with a key derived from CALCOM_API_KEY',
    'Set SECRETS_KEY, so that a new CALCOM_API_KEY keeps them.',
  );
  note(
    warming.callsPerHour === 0 && apiKey !== undefined,
    'WARM_CALLS_PER_HOUR is 0: nothing is warmed, the account is not read and bookings are not looked for',
    'Leave it at its default.',
  );
  note(
    apiKey !== undefined && catalogue.cron === undefined,
    'CATALOGUE_CRON is off: hosts, notice and lengths are not known',
    'Leave it at its default.',
  );
  note(
    publicUrl !== undefined && apiKeys.length === 0,
    'PUBLIC_URL is set and API_KEYS is not: whoever reaches the api may ask it',
    'Set API_KEYS.',
  );
  return findings;
};
