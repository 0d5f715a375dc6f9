/** Which events a webhook is told of, by where it was registered. */
export type WebhookScope =
  /** A person's: the events that this person organizes. */
  | { readonly of: 'user'; readonly userId: number }
  /** One event type's, registered by its owner or by its team's admin. */
  | { readonly of: 'eventType'; readonly eventTypeId: number; readonly teamId?: number }
  /** An organization's: everything of its members and teams. */
  | { readonly of: 'organization'; readonly organizationId: number }
  /** The whole account's, which Cal.com has not: how tests and demos subscribe without having to be somebody. */
  | { readonly of: 'account' };

/** A scope that somebody has to own to register a webhook in it. */
export type OwnedScope = Exclude<WebhookScope, { readonly of: 'account' }>;

/** A subscription as Cal.com keeps it. */
export type Webhook = {
  readonly id: string;
  readonly scope: WebhookScope;
  readonly subscriberUrl: string;
  readonly active: boolean;
  readonly triggers: readonly string[];
  readonly secret: string | null;
  readonly payloadTemplate: string | null;
};

/** The triggers that the simulator pulls. */
export const TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_RESCHEDULED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_REQUESTED',
  'OOO_CREATED',
] as const;

/** One of them. */
export type Trigger = (typeof TRIGGERS)[number];

/** The triggers that somebody can subscribe to: those of the community edition. */
export const KNOWN_TRIGGERS: readonly string[] = [
  ...['BOOKING_CREATED', 'BOOKING_PAYMENT_INITIATED', 'BOOKING_PAID', 'BOOKING_RESCHEDULED', 'BOOKING_REQUESTED'],
  ...['BOOKING_CANCELLED', 'BOOKING_REJECTED', 'BOOKING_NO_SHOW_UPDATED', 'FORM_SUBMITTED', 'MEETING_ENDED'],
  ...['MEETING_STARTED', 'RECORDING_READY', 'RECORDING_TRANSCRIPTION_GENERATED', 'OOO_CREATED'],
  ...['AFTER_HOSTS_CAL_VIDEO_NO_SHOW', 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW', 'FORM_SUBMITTED_NO_EVENT'],
  ...['DELEGATION_CREDENTIAL_ERROR', 'WRONG_ASSIGNMENT_REPORT'],
];
