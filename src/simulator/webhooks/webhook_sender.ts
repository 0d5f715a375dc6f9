// Tells subscribers what happened.

import type { Booking } from '../world/booking.ts';
import type { Host } from '../world/host.ts';
import { webhookBody } from './body.ts';
import { acceptedPayload, cancelledPayload, rejectedPayload, requestedPayload } from './booking_payload.ts';
import type { BookingEvent } from './payload_parts.ts';
import type { Deliverer } from './delivery.ts';
import { isTold, type Occasion } from './scope.ts';
import type { Trigger } from './webhook.ts';
import type { WebhookRegistry } from './webhook_registry.ts';

const PAYLOADS = {
  BOOKING_CREATED: acceptedPayload,
  BOOKING_RESCHEDULED: acceptedPayload,
  BOOKING_REQUESTED: requestedPayload,
  BOOKING_CANCELLED: cancelledPayload,
  BOOKING_REJECTED: rejectedPayload,
} as const;

/** A trigger that tells of a booking. */
export type BookingTrigger = keyof typeof PAYLOADS;

/** An absence that somebody entered; instants are epoch ms, midnights in the user's zone. */
export type AbsenceEvent = { readonly user: Host; readonly start: number; readonly end: number };

/** Writes webhooks for everyone whose they are and hands them to the deliverer. */
export class WebhookSender {
  readonly registry: WebhookRegistry;
  readonly deliverer: Deliverer;
  readonly #clock: () => number;
  readonly #organizationIdOf: (host: Host) => number | undefined;
  #absences = 0;

  constructor(parts: {
    registry: WebhookRegistry;
    deliverer: Deliverer;
    clock: () => number;
    /** The organization that a host belongs to. */
    organizationIdOf: (host: Host) => number | undefined;
  }) {
    this.registry = parts.registry;
    this.deliverer = parts.deliverer;
    this.#clock = parts.clock;
    this.#organizationIdOf = parts.organizationIdOf;
  }

  /** Tells of a booking; resolves when its cause may go on. */
  tellBooking(trigger: BookingTrigger, event: BookingEvent): Promise<void> {
    const organizer = organizerOf(event.booking);
    return this.#tell(trigger, { organizer, eventType: event.eventType }, PAYLOADS[trigger](event));
  }

  /** Tells that somebody will be out of office; resolves when its cause may go on. */
  tellAbsence({ user, start, end }: AbsenceEvent): Promise<void> {
    this.#absences += 1;
    const now = new Date(this.#clock()).toISOString();
    const { id, name, username, email, timeZone } = user;
    const oooEntry = {
      id: this.#absences,
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
      createdAt: now,
      updatedAt: now,
      notes: null,
      reason: { emoji: '🌴', reason: 'ooo_reasons_vacation' },
      reasonId: 2,
      user: { id, name, username, timeZone, email },
      toUser: null,
      uuid: crypto.randomUUID(),
    };
    return this.#tell('OOO_CREATED', { organizer: user }, { oooEntry });
  }

  async #tell(trigger: Trigger, occasion: Occasion, payload: object): Promise<void> {
    const organizationId = this.#organizationIdOf(occasion.organizer);
    const told = { triggerEvent: trigger, createdAt: new Date(this.#clock()).toISOString(), payload };
    const letters = this.registry
      .all()
      .filter(({ active, triggers }) => active && triggers.includes(trigger))
      .filter(({ scope }) => isTold(scope, { ...occasion, organizationId }))
      .map(({ subscriberUrl, secret, payloadTemplate }) => ({
        url: subscriberUrl,
        trigger,
        secret,
        body: webhookBody(told, payloadTemplate),
      }));
    await this.deliverer.send(letters);
  }
}

function organizerOf({ hosts: [organizer] }: Booking): Host {
  return organizer;
}
