import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { WebhookScope } from './webhook.ts';

/** What something happened to: whose it is, and of which event type and organization where it is of one. */
export type Occasion = {
  readonly organizer: Host;
  readonly eventType?: EventType | undefined;
  readonly organizationId?: number | undefined;
};

/**
 * Whether a webhook of that scope is told. A person's is told of a team's event only when that person is its organizer: co-hosts of a
 * collective event, whose time it takes too, hear nothing of it.
 */
export function isTold(scope: WebhookScope, { organizer, eventType, organizationId }: Occasion): boolean {
  switch (scope.of) {
    case 'account':
      return true;
    case 'user':
      return scope.userId === organizer.id;
    case 'eventType':
      return scope.eventTypeId === eventType?.id || scope.eventTypeId === eventType?.parentId;
    case 'organization':
      return scope.organizationId === organizationId;
  }
}
