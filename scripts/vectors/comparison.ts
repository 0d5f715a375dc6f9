// Whether an answer is what Cal.com answered, byte for byte. Days may come in any order, slots may not.

import type { Slots } from './vector_file.ts';

/** Cal.com invents the id of a place that is held and not booked anew in every answer. */
const INVENTED = '*';

/** What differs, in a few words; undefined when nothing does. */
export function differenceBetween(expected: Slots, actual: Slots): string | undefined {
  const differences = differingDates(expected, actual).map((date) => {
    const [wanted, given] = writtenOf(expected, actual, date);
    const missing = wanted.filter((slot) => !given.includes(slot));
    const surplus = given.filter((slot) => !wanted.includes(slot));
    return `${date}: ${missing.length} missing ${missing[0] ?? ''}, ${surplus.length} surplus ${surplus[0] ?? ''}`;
  });
  return differences.length > 0 ? differences.join('; ') : undefined;
}

/** The dates whose slots are not the same, ascending. */
export function differingDates(expected: Slots, actual: Slots): readonly string[] {
  const dates = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return dates.filter((date) => {
    const [wanted, given] = writtenOf(expected, actual, date);
    return wanted.join() !== given.join() || date in expected !== date in actual;
  });
}

function writtenOf(expected: Slots, actual: Slots, date: string): readonly [string[], string[]] {
  const wanted = expected[date] ?? [];
  return [
    wanted.map((slot) => JSON.stringify(slot)),
    (actual[date] ?? []).map((slot, index) => JSON.stringify(forgiven(slot, wanted[index]))),
  ];
}

function forgiven(slot: Slots[string][number], wanted: Slots[string][number] | undefined): Slots[string][number] {
  return wanted?.bookingUid === INVENTED && slot.bookingUid !== undefined ? { ...slot, bookingUid: INVENTED } : slot;
}
