/** What a refusal of a booking is about, by Cal.com's words. */
import { describe, expect, it, test } from 'vitest';
import { bookingRefusalOf, isOverAlready } from '../../src/calcom/booking_refusal.ts';
import { isCrash, readRefusal } from '../../src/calcom/refusal.ts';

const framework = (message: string): string => JSON.stringify({ status: 'error', error: { code: 'X', message } });
const bare = (statusCode: number, message: string): string => JSON.stringify({ statusCode, message });

const about = (status: number, text: string) => bookingRefusalOf({ status, ...readRefusal(status, text) });
const isOver = (status: number, text: string) => isOverAlready({ status, ...readRefusal(status, text) });

describe('what Cal.com throws past the layer that gives errors their shape', () => {
  it('is its word as much as what has that shape', () => {
    expect(about(409, bare(409, 'booking_seats_full_error'))).toBe('taken');
    expect(about(409, bare(409, 'already_signed_up_for_this_booking_error'))).toBe('data');
    expect(about(401, bare(401, 'booking_limit_reached'))).toBe('taken');
    expect(about(403, bare(403, 'Cannot use this email to create the booking.'))).toBe('data');
    expect(about(400, bare(400, 'Cancellation reason is required'))).toBe('data');
    expect(about(404, bare(404, 'event_type_not_found'))).toBe('event-type');
    expect(isOver(400, bare(400, 'This booking has already been cancelled.'))).toBe(true);
    expect(isOver(404, bare(404, 'Could not find original booking'))).toBe(true);
  });

  it('is not what a gateway in front of it says', () => {
    expect(about(401, bare(401, 'Access denied due to missing subscription key'))).toBe('unavailable');
    expect(about(404, bare(404, 'Resource not found'))).toBe('unavailable');
    const routed = { statusCode: 404, error: 'Not Found', message: 'Route POST:/v2/bookings not found' };
    expect(about(404, JSON.stringify(routed))).toBe('unavailable');
    expect(isOver(404, bare(404, 'Resource not found'))).toBe(false);
  });
});

test.each([
  [true, bare(500, 'Internal server error')],
  [false, bare(500, 'Bad gateway')],
  [false, JSON.stringify({ message: 'Internal server error' })],
  [false, '<html>'],
])('a 500 is the end of the call in Cal.com’s own code: %s for %s', (is, text) => {
  expect(isCrash(text)).toBe(is);
});

test.each([
  [400, "Can't cancel booking with uid=b1 because it has been cancelled already. Please provide uid of a booking …"],
  [400, 'Invalid seatUid: this seat does not exist or has already been cancelled.'],
  [400, 'Invalid seatUid: this seat does not belong to this booking.'],
  [404, 'Seat with uid=s1 does not exist.'],
  [404, 'Attendee with e-mail ada@example.com for booking with uid=b1 and seatUid=s1 not found'],
])('%i, %s: it was moved or cancelled before', (status, message) => {
  expect(isOver(status, framework(message))).toBe(true);
});

test.each([
  [404, 'Booking with uid=b1 was not found in the database'],
  [400, 'User either already has booking at this time or is not available'],
])('%i, %s: it was not', (status, message) => {
  expect(isOver(status, framework(message))).toBe(false);
});
