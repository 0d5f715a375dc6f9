// Whether an answer is what Cal.com answered, byte for byte. Days may come in any order, slots may not.

import type { Slots } from './vector_file.ts';

/** Cal.com invents the id of a place that is held and not booked anew in every answer. */
const INVENTED = '*';

/** What differs, in a few words; undefined when nothing does. */
export function differenceBetween(expected: Slots, actual: Slots): string | undefined {
  const differences: string[] = [];
  for (const date of [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort()) {
    const wanted = (expected[date] ?? []).map((slot) => JSON.stringify(slot));
    const given = (actual[date] ?? []).map((slot, index) => JSON.stringify(forgiven(slot, expected[date]?.[index])));
    if (wanted.join() === given.join() && date in expected === date in actual) continue;
    const missing = wanted.filter((slot) => !given.includes(slot));
    const surplus = given.filter((slot) => !wanted.includes(slot));
    differences.push(
      `${date}: ${missing.length} missing ${missing[0] ?? ''}, ${surplus.length} surplus ${surplus[0] ?? ''}`,
    );
  }
  return differences.length > 0 ? differences.join('; ') : undefined;
}

function forgiven(slot: Slots[string][number], wanted: Slots[string][number] | undefined): Slots[string][number] {
  return wanted?.bookingUid === INVENTED && slot.bookingUid !== undefined ? { ...slot, bookingUid: INVENTED } : slot;
}
