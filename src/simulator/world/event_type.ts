// Something that can be booked, and what narrows down when.

import type { Host } from './host.ts';

/** A number for each period that is limited: bookings, or minutes booked. */
export type Limits = Partial<Record<'day' | 'week' | 'month', number>>;

/** How far ahead can be booked. Days are counted from today; `bookableDays` counts only days on which something is free. */
export type BookingWindow =
  | { readonly type: 'days' | 'bookableDays'; readonly days: number; readonly skipWeekends: boolean }
  /** From the first date to the last, both included (days since 1970-01-01). */
  | { readonly type: 'range'; readonly firstDay: number; readonly lastDay: number };

/** Every so many weeks, for instance, and how often in all. */
export type Recurrence = {
  readonly frequency: 'yearly' | 'monthly' | 'weekly' | 'daily';
  readonly interval: number;
  readonly occurrences: number;
};

/** The id of what several people have in common, which is stored nowhere. */
export const DYNAMIC_EVENT_TYPE_ID = 0;

/** Something that can be booked. Lengths, steps, notices and buffers are minutes; what is left out is 0, false or unlimited. */
export type EventType = {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  /** Whose time it takes; nobody's for the template of a managed event type. */
  readonly hosts: readonly Host[];
  /**
   * Whose is it? One host's own without it. `collective`: everyone must be free; `roundRobin`: one free host is enough, besides all of
   * `fixedHosts`; `managed`: the template of others.
   */
  readonly scheduling?: 'collective' | 'roundRobin' | 'managed';
  /** Usernames of the hosts of a round robin who must be free whoever else is. */
  readonly fixedHosts?: readonly string[];
  readonly length: number;
  /** All lengths that can be chosen, where there is a choice. */
  readonly lengths?: readonly number[];
  readonly slotInterval?: number;
  readonly offsetStart?: number;
  readonly minimumBookingNotice?: number;
  readonly beforeEventBuffer?: number;
  readonly afterEventBuffer?: number;
  readonly onlyShowFirstAvailableSlot?: boolean;
  readonly showOptimizedSlots?: boolean;
  /** Places per slot, for seated event types. */
  readonly seats?: number;
  readonly bookingLimits?: Limits;
  readonly durationLimits?: Limits;
  readonly window?: BookingWindow;
  /** `blocking`: bookings wait for confirmation and take the time of this event type meanwhile; `waiting`: they take none. */
  readonly confirmation?: 'waiting' | 'blocking';
  readonly recurrence?: Recurrence;
  readonly hidden?: boolean;
  /** The managed event type of which this is one member's. */
  readonly parentId?: number;
  readonly teamSlug?: string;
  readonly organizationSlug?: string;
};

/** The lengths in minutes that a booking may have; the first is the usual one. */
export function lengthsOf({
  length,
  lengths = [],
}: Pick<EventType, 'length' | 'lengths'>): readonly [number, ...number[]] {
  return [length, ...lengths.filter((other) => other !== length)];
}

/** Whether it is a team's. */
export function isTeams({ scheduling }: EventType): boolean {
  return scheduling !== undefined;
}
