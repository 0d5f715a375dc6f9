/** Tells the fleet that Cal.com's webhooks are heard here, and when nobody had heard them for a while. */
import type { Heartbeat } from '../../changes/heartbeat.ts';
import type { ToldChanges } from '../../changes/told_changes.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { EpochMs } from '../../verification/time.ts';

/** Several fit into the shortest silence that counts as an outage. */
const BEAT_EVERY_MS = 2_000;

/** What it is told with. */
export interface Hearing {
  readonly heartbeat: Heartbeat;
  readonly told: Pick<ToldChanges, 'tellOutage'>;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
  readonly onError: (error: Error) => void;
}

/** Says so now and every two seconds. What cannot be said while Redis is away is said when it is back: that was an outage. */
export const sayThatWebhooksAreHeard = ({
  heartbeat,
  told,
  clock,
  logger,
  onError,
}: Hearing): { readonly stop: () => void } => {
  /** Of an outage that the fleet has not been told of yet. */
  let untold: EpochMs | undefined;
  const beat = async (): Promise<void> => {
    if (await heartbeat.beat()) untold = clock();
    if (untold === undefined) return;
    await told.tellOutage(untold);
    untold = undefined;
    logger.warn("nobody heard Cal.com's webhooks for a while: what was cached before is doubted");
  };
  void beat().catch(onError);
  const timer = setInterval(() => void beat().catch(onError), BEAT_EVERY_MS);
  return { stop: () => clearInterval(timer) };
};
