/** Which webhooks it takes to be told of every booking. Pure. */
import type { WebhookScope } from '../calcom/webhooks_client.ts';
import type { CatalogueDocument } from '../catalogue/catalogue_document.ts';

/** A scope as one word: a field in Redis. */
export const scopeKey = (scope: WebhookScope): string => {
  switch (scope.of) {
    case 'person':
      return 'person';
    case 'team-event-type':
      return `team:${scope.teamId}/event-type:${scope.eventTypeId}`;
    case 'organization':
      return `organization:${scope.organizationId}`;
  }
};

/** A scope for people. */
export const scopeInWords = (scope: WebhookScope): string => {
  switch (scope.of) {
    case 'person':
      return "the key's owner";
    case 'team-event-type':
      return `event type ${scope.eventTypeId} of team ${scope.teamId}`;
    case 'organization':
      return `organization ${scope.organizationId}`;
  }
};

/** The scope that covers everything, where there is one. */
export const organizationScope = (document: CatalogueDocument | undefined): WebhookScope | undefined => {
  const organizationId = document?.me?.organizationId;
  return organizationId === undefined ? undefined : { of: 'organization', organizationId };
};

/**
 * What it takes without an organization's: a person's webhook is told of a team's event only where that person organizes it, so each event type of
 * a team has one of its own. That of a managed one is told what is booked of all its copies, which are its members'.
 */
export const singleScopes = (document: CatalogueDocument | undefined): readonly WebhookScope[] => [
  { of: 'person' },
  ...(document?.eventTypes ?? []).flatMap(({ id, teamId }): readonly WebhookScope[] =>
    teamId === undefined ? [] : [{ of: 'team-event-type', teamId, eventTypeId: id }],
  ),
];
