/** Why a requested slot cannot be booked, as far as that is known. */
import { overlapsBusy } from './busy_times.ts';
import type { Calendar } from './calendar.ts';
import type { PreparedQuestion } from './question.ts';
import type { Slot } from './slot.ts';

/**
 * The reasons. `busy`: it is listed, but the customer has something else then. `full`: it is listed without a seat left. The others are of
 * slots that are not listed. `too-soon`: it would start within the notice. `too-far`: it lies past the booking window. `outside-hours`: it lies outside
 * the policy's hours. `not-listed`: no more is known.
 */
export const WHY_NOT = ['too-soon', 'too-far', 'busy', 'full', 'outside-hours', 'not-listed'] as const;

/** Why a requested slot cannot be booked. */
export type WhyNot = (typeof WHY_NOT)[number];

/** The reason, the surest one first. @param listed the slot at the requested time, which is not bookable */
export function whyNot(listed: Slot | undefined, { bounds }: Calendar, request: PreparedQuestion): WhyNot {
  if (listed !== undefined) return overlapsBusy(listed, request.busy) ? 'busy' : 'full';
  const { requested } = request;
  if (bounds?.earliest !== undefined && requested < bounds.earliest) return 'too-soon';
  if (bounds?.latest !== undefined && requested >= bounds.latest) return 'too-far';
  return isWithinHours(request) ? 'not-listed' : 'outside-hours';
}

function isWithinHours({ day, timeOfDay, openings }: PreparedQuestion): boolean {
  return (openings[day.weekday] ?? []).some(({ opens, closes }) => opens <= timeOfDay && timeOfDay < closes);
}
