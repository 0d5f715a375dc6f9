// A person whose time is offered, with everything that decides when: hours, exceptions, absences and a connected calendar.

import type { Interval } from './interval.ts';

/** Minutes after midnight on the host's wall clock. 1439 (23:59) as a closing time means midnight, as it does at Cal.com. */
export type Opening = { readonly opensAtMinute: number; readonly closesAtMinute: number };

/** The same hours on some days of the week; 1 is Monday, 7 is Sunday. */
export type WeeklyHours = Opening & { readonly days: readonly number[] };

/** Hours that replace those of one date (days since 1970-01-01); opening and closing both at 0 make it a day off. */
export type DateOverride = Opening & { readonly date: number };

/** Out of office from the first day to the last, both included (days since 1970-01-01). */
export type Absence = { readonly firstDay: number; readonly lastDay: number };

/** What a connected calendar says: at least every busy time that touches [start, end), of whatever length. */
export type ConnectedCalendar = (asked: Interval) => readonly Interval[];

/** A person whose time is offered. */
export type Host = {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly schedule: readonly WeeklyHours[];
  readonly overrides?: readonly DateOverride[];
  readonly absences?: readonly Absence[];
  readonly calendar?: ConnectedCalendar;
  /** A member of an organization is only found together with its slug. */
  readonly organizationSlug?: string;
  /** Whether several people's shared time may be asked for with this one among them; true unless told. */
  readonly allowsDynamicEvents?: boolean;
  /** Whether the calendar starts out without any free time; the control endpoint can change it. */
  readonly fullyBooked?: boolean;
};
