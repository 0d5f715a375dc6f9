/** Questions whose answer is true for one caller alone: nothing cached answers them, and their answer answers nobody else. */
import { randomUUID } from 'node:crypto';
import { UTC_NAMES } from '../../availability/asked_zone.ts';
import { onceName } from '../../availability/segment_key.ts';
import { spelledEventTypeKey } from '../../calcom/event_type.ts';
import { daysBetween, utcDay, utcDayOf } from '../../verification/time.ts';
import type { SlotsContext } from './context.ts';
import { runRange } from './run_range.ts';
import type { SlotsFound, SlotsRequest } from './slots_found.ts';
import type { SlotsQuery } from './slots_query.ts';

/**
 * Cal.com lists overrides of a host's hours up to two days outside the question, and where it counts bookable days the whole month before a far
 * one.
 */
const DAYS_OUTSIDE = 32;

/** Asks Cal.com just this, for this caller alone, and gives what it lists. */
export const askOnce = async (context: SlotsContext, query: SlotsQuery, request: SlotsRequest): Promise<SlotsFound> => {
  const now = context.clock();
  const name = onceName(randomUUID());
  const { eventType, durationMinutes, timeZone, from, until, bookingUidToReschedule, rrHostSubsetIds } = query;
  const [first, last] = [utcDay(utcDayOf(from) - DAYS_OUTSIDE), utcDay(utcDayOf(until) + DAYS_OUTSIDE)];
  const days = daysBetween(first, last);
  const ended = await runRange(
    context,
    {
      segments: name,
      from: first,
      until: last,
      notBefore: now,
      once: {
        eventType: 'usernames' in eventType ? { ...eventType, usernames: [...eventType.usernames] } : eventType,
        start: from,
        end: until,
        ...(UTC_NAMES.test(timeZone) ? {} : { timeZone }),
        ...(durationMinutes === undefined ? {} : { durationMinutes }),
        ...(bookingUidToReschedule === undefined ? {} : { bookingUidToReschedule }),
        ...(rrHostSubsetIds === undefined ? {} : { rrHostSubsetIds }),
      },
    },
    request,
  );
  if (ended.kind !== 'written') return { kind: 'error', error: ended.error };
  const { segments } = await context.store.read(name, days);
  if (segments.size === 0) {
    return { kind: 'error', error: { status: 503, message: 'The answer was not read in time.', retryAfterSeconds: 1 } };
  }
  const changes = context.told.of(`once ${spelledEventTypeKey(eventType)}|${durationMinutes ?? ''}`, () => query);
  const all = days.flatMap((day) => {
    const segment = segments.get(day);
    return segment === undefined ? [] : changes.standing(day, segment, bookingUidToReschedule);
  });
  // Nobody else is answered by it.
  return { kind: 'found', slots: all, freshness: 'fresh', observedAt: now, freshUntil: now, cacheUse: 'bypass' };
};
