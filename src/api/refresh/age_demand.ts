/** How old an answer may be for a caller. */
import { readMaxAge } from '../http/preferences.ts';
import { type EpochMs, epochMs } from '../../verification/time.ts';

/** What a caller demands. */
export interface AgeDemand {
  /** Nothing that was observed before this instant will do; undefined for whatever the cache has. */
  readonly notBefore: EpochMs | undefined;
  /**
   * The header asks for the newest (`no-cache`, `max-age=0`). Most who send it do not mean it: `fetch` does so with `cache: 'no-store'`, and a
   * browser when a page is loaded again.
   */
  readonly byHabit: boolean;
}

/** Cal.com itself answers from what it computed up to so long before: newer than that nobody has it. */
const NEWEST_MS = 2_000;

/**
 * Reads the demand; the strictest counts.
 * @param cacheControl the header
 * @param maxAgeSeconds of the body, which is meant: 0 is now
 */
export const ageDemand = (
  cacheControl: string | undefined,
  maxAgeSeconds: number | undefined,
  now: EpochMs,
): AgeDemand => {
  const inHeader = readMaxAge(cacheControl);
  const ofHeader = inHeader === 0 ? NEWEST_MS : (inHeader ?? Infinity) * 1000;
  const ofBody = (maxAgeSeconds ?? Infinity) * 1000;
  const strictest = Math.min(ofHeader, ofBody);
  return {
    notBefore: strictest === Infinity ? undefined : epochMs(now - strictest),
    byHabit: inHeader === 0 && ofHeader < ofBody,
  };
};
