import type { Account } from '../../account/account.ts';
import type { Organizers } from '../../availability/organizers.ts';
import type { Usage } from '../../availability/usage.ts';
import type { WebhookReceipts } from '../../availability/webhook_receipts.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Looks } from '../../changes/looks.ts';
import type { ToldChanges } from '../../changes/told_changes.ts';
import type { Config } from '../../config/config.ts';
import type { RangesQueue } from '../../queues/ranges/queue.ts';
import type { WebhookSecrets } from '../../registration/webhook_secrets.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { EpochMs } from '../../verification/time.ts';

/** What Cal.com's webhooks are answered with. */
export interface WebhooksContext {
  readonly config: Pick<Config, 'cache'>;
  readonly account: Pick<Account, 'name' | 'lagMs'>;
  readonly told: Pick<ToldChanges, 'tell'>;
  readonly catalogue: Pick<Catalogue, 'find' | 'hostOf'>;
  readonly looks: Pick<Looks, 'note'>;
  readonly usage: Usage;
  readonly webhookSecrets: Pick<WebhookSecrets, 'areOn' | 'fit'>;
  readonly webhookReceipts: WebhookReceipts;
  readonly organizers: Organizers;
  readonly ranges: RangesQueue;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
}
