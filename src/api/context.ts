import type { AgentsContext } from './agents/context.ts';
import type { AdminContext } from './admin/context.ts';
import type { BookingsContext } from './bookings/context.ts';
import type { WebhooksContext } from './calcom_webhooks/context.ts';
import type { EventTypesContext } from './event_types/event_types_route.ts';
import type { OperationContext } from './operation/context.ts';
import type { PassthroughContext } from './passthrough/context.ts';
import type { SlotsContext } from './slots/context.ts';
import type { VerificationsContext } from './verifications/context.ts';
import type { HoldingContext } from './holding/context.ts';
import type { WarmingContext } from './warming/warming_route.ts';
import type { Config } from '../config/config.ts';

/** All that the routes of an api process need: each room says for itself what. */
export type ApiContext = VerificationsContext &
  BookingsContext &
  HoldingContext &
  SlotsContext &
  PassthroughContext &
  WebhooksContext &
  WarmingContext &
  EventTypesContext &
  OperationContext &
  AdminContext &
  AgentsContext & { readonly config: Config };
