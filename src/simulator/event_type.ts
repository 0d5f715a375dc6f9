import type { Host } from './host.ts';

/** Something that can be booked. */
export type EventType = {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  readonly hosts: readonly [Host, ...Host[]];
  /** `all`: everyone must be free (collective); `any`: one free host is enough (round robin). */
  readonly scheduling: 'all' | 'any';
  /** Lengths in minutes; the first is the default. */
  readonly lengths: readonly [number, ...number[]];
  /** Places per slot, for seated event types. */
  readonly seats?: number;
  readonly teamSlug?: string;
  readonly organizationSlug?: string;
};
