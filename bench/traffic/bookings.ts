/**
 * What other people do to the calendars meanwhile: they book what is free, soon rather than late, and some of them cancel. Hosts put something into
 * their own calendars, of which nobody is told.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '../../src/verification/time.ts';
import type { Calcom, Place } from '../calcom.ts';
import { eventTypeIdOf } from './questions.ts';
import type { Random } from './random.ts';
import { zipf } from './zipf.ts';

/** How far ahead people book, in days. */
const DAYS_AHEAD = 10;

/** How many bookings are cancelled again. */
const CANCELLED = 0.2;

/** Who books what. */
export interface BookingSettings {
  readonly calcom: Calcom;
  readonly random: Random;
  readonly eventTypes: number;
  readonly skew: number;
  readonly clock: () => EpochMs;
  /** Which share of the changes hosts make in calendars of their own; none unless told. */
  readonly ofHosts?: number;
}

/** One change of a calendar after another, each when it is called for. */
export interface Bookings {
  /** Finds a place to book, or a booking to cancel. @returns does it; undefined when nothing is free or Cal.com fails */
  next(): Promise<(() => Promise<void>) | undefined>;
}

/** Draws bookings and cancellations. What is booked depends on the seed and on what was booked before, not on who asks meanwhile. */
export const bookings = ({ calcom, random, eventTypes, skew, clock, ofHosts = 0 }: BookingSettings): Bookings => {
  const draw = zipf(eventTypes, skew);
  const made: string[] = [];
  const book = async (place: Place): Promise<void> => {
    const uid = await calcom.book(place);
    if (uid !== undefined) made.push(uid);
  };
  return {
    next: async () => {
      const isOfHost = ofHosts > 0 && random() < ofHosts;
      const [whether, which, when] = [random(), draw(random), random()];
      if (!isOfHost && whether < CANCELLED && made.length > 0) {
        const [uid] = made.splice(Math.floor(when * made.length), 1);
        return uid === undefined ? undefined : () => calcom.cancel(uid);
      }
      const free = await calcom.free(eventTypeIdOf(which), clock(), DAYS_AHEAD);
      // The square leans towards the first ones.
      const place = free[Math.floor(when * when * free.length)];
      if (place === undefined) return undefined;
      return isOfHost ? () => calcom.occupy(place) : () => book(place);
    },
  };
};

/** Books and cancels in real time until it is told to stop. @param everyMs between two changes, on average */
export const keepBooking = async (settings: BookingSettings, everyMs: number, signal: AbortSignal): Promise<void> => {
  const { next } = bookings(settings);
  while (!signal.aborted) {
    const act = await next();
    await act?.();
    const waitMs = -Math.log(1 - settings.random()) * everyMs;
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
};
