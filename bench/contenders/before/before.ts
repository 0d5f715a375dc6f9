/** The contender `before`: the service that Slotproof replaces, in a process of its own. */
import { epochMs } from '../../../src/verification/time.ts';
import { startProcess } from '../../../test/support/process.ts';
import type { Answer, Ask, Contender, ContenderSettings } from '../../contender.ts';
import { createExchanger, ExchangeFailed, type ExchangeReply } from '../exchange.ts';
import { failedSchema, foundSchema } from './answer.ts';
import { KEPT_SECONDS } from './window_cache.ts';

/**
 * The longest that a user waits, in ms: the service has no deadline and its slowest search takes 22.4 s, so this ends only what hangs.
 */
const PATIENCE_MS = 60_000;

/** The fresh age that Slotproof ships with, `CACHE_FRESH_SECONDS`. */
const USUAL_FRESH_SECONDS = 900;

/** What may be done to it besides asking. */
export interface Before extends Contender {
  /** Throws away all that is cached. @throws {ExchangeFailed} when its process is gone */
  flush(): Promise<void>;
}

/**
 * Starts it and waits until it listens.
 * @throws Error with what it wrote, when it ends instead
 */
export const startBefore = async ({
  calcomUrl,
  apiKey,
  env = {},
  ages,
  delayFactor = 1,
}: ContenderSettings): Promise<Before> => {
  const service = startProcess('bench/contenders/before/server.ts', {
    NODE_ENV: 'production',
    ...env,
    PORT: '0',
    CALCOM_URL: calcomUrl,
    CALCOM_API_KEY: apiKey,
    DELAY_FACTOR: String(delayFactor),
    // Where all ages are shortened, it keeps its place among them.
    KEPT_SECONDS: String(ages === undefined ? KEPT_SECONDS : (KEPT_SECONDS * ages.fresh) / USUAL_FRESH_SECONDS),
  });
  const [, url = ''] = await service.waitForOutput(/listens on (http:\S+)/);
  const exchanger = createExchanger(PATIENCE_MS);
  const post = (path: string, body?: unknown): Promise<ExchangeReply> =>
    exchanger.send({
      method: 'POST',
      url: `${url}${path}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });

  return {
    name: 'before',
    ask: async ({ eventTypeId, start, timeZone, windowHours }: Ask): Promise<Answer> => {
      try {
        const { status, body } = await post('/search', { eventTypeId, start, timeZone, windowHours });
        if (status !== 200) return { kind: 'failed', reason: failedSchema.parse(JSON.parse(body)).reason };
        const { outcome, offers, calls } = foundSchema.parse(JSON.parse(body));
        return { kind: 'answered', outcome, offers: offers.map(epochMs), hit: calls === 0 };
      } catch (error) {
        return { kind: 'failed', reason: error instanceof ExchangeFailed ? error.reason : 'bad answer' };
      }
    },
    flush: async () => void (await post('/flush')),
    processes: () => [{ role: 'server', pid: service.pid }],
    stop: async () => {
      exchanger.close();
      await service.stop();
    },
  };
};
