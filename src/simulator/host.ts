/** A person whose time is offered. Times of day are minutes after midnight on the wall clock of `timeZone`. */
export type Host = {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  /** A member of an organization is only found together with its slug. */
  readonly organizationSlug?: string;
  readonly opensAtMinute: number;
  readonly closesAtMinute: number;
  /** Whether the calendar starts out without any free time; the control endpoint can change it. */
  readonly fullyBooked: boolean;
};
