// What Cal.com's booking engine refuses of a body that its API let through: the engine reads it once more, by rules of its own, and says
// so in its own words.

import { z } from 'zod';
import { ApiError } from '../api_error.ts';
import type { Attendee } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';
import type { BookingBody } from './booking_body.ts';

/** A body that the engine takes. */
export type Bookable = Omit<BookingBody, 'attendee' | 'guests'> & {
  readonly attendee: Attendee;
  readonly guests: readonly string[];
};

/** Reads a body for an event type. Throws an ApiError (400) with all that is wrong with it. */
export function readAgain({ attendee, guests: asked = [], ...body }: BookingBody, { recurrence }: EventType): Bookable {
  const { name, timeZone, phoneNumber, language = 'en' } = attendee;
  // A series hands on that there is none, a single booking an empty one.
  const { email = recurrence ? undefined : '' } = attendee;
  const guests = asked.every((guest) => guest === '') ? [] : asked;
  const mistyped = [...textFaults('email', email), ...textFaults('attendeePhoneNumber', phoneNumber ?? '')];
  refuse([
    ...metadataFaults(body.metadata),
    ...(mistyped.length > 0 ? mistyped : answerFaults(name, String(email), guests)),
  ]);
  const phone = phoneNumber === undefined ? {} : { phoneNumber: String(phoneNumber) };
  return { ...body, guests, attendee: { name, email: String(email), timeZone, language, ...phone } };
}

/** Under whose e-mail address something is moved, if anybody's. Throws an ApiError (400) when it is none. */
export function readMover(rescheduledBy: unknown): string | undefined {
  if (rescheduledBy === undefined) return undefined;
  refuse(typeof rescheduledBy === 'string' && isEmail(rescheduledBy) ? [] : ['rescheduledBy - Invalid email']);
  return String(rescheduledBy);
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  // The last one is told first.
  const message = faults.reduce((told, fault) => `${fault}, ${told}`, '');
  throw new ApiError(400, message, { code: 'BAD_REQUEST' });
}

function metadataFaults(metadata: Record<string, unknown> = {}): string[] {
  return Object.entries(metadata).flatMap(([key, value]) =>
    typeof value === 'string' ? [] : `metadata.${key} - Expected string, received ${typeof value}`,
  );
}

function textFaults(name: string, value: unknown): string[] {
  if (typeof value === 'string') return [];
  return [`responses.${name} - ${value === undefined ? 'Required' : `Expected string, received ${typeof value}`}`];
}

/** Every event type here asks for a name and an e-mail address, as they do unless somebody changes it, and lets a telephone number be. */
function answerFaults(name: string, email: string, guests: readonly string[]): string[] {
  const faults: string[] = [];
  if (name === '') faults.push('{name}error_required_field');
  if (email === '') faults.push('{email}error_required_field');
  else if (!isEmail(email)) faults.push('{email}email_validation_error');
  if (!guests.every(isEmail)) faults.push('{guests}email_validation_error');
  else if (new Set(guests).size < guests.length) faults.push('{guests}duplicate_email');
  return faults.map((fault) => `responses - ${fault}`);
}

function isEmail(text: string): boolean {
  return z.email().safeParse(text).success;
}
