/** The body of a 200 answer to GET /v2/slots with `format=range`, checked and flattened. */
import { z } from 'zod';
import { type EpochMs, epochMs } from '../verification/time.ts';
import type { ListedSlot } from './listed_slot.ts';

const REPORTED_FAULTS = 3;

// Without its offset an instant would be read in the zone of this machine: a wrong slot that looks right.
const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant with its offset, such as 2026-12-01T09:00:00.000Z' })
  .transform((text): EpochMs => epochMs(Date.parse(text)));

const seats = z.int().min(0).optional();

// Fields that are not named here may come and go without harm.
const slotSchema = z
  .object({
    start: instant,
    end: instant,
    seatsBooked: seats,
    seatsRemaining: seats,
    seatsTotal: seats,
    bookingUid: z.string().nullish(),
  })
  .refine(({ start, end }) => start < end, { path: ['end'], error: 'must be after start' });

const bodySchema = z.object({ status: z.literal('success'), data: z.record(z.string(), z.array(slotSchema)) });

/** The slots of an answer, ascending by start and without doubles, or what is wrong with it. */
export type SlotsBody = { ok: true; slots: readonly ListedSlot[] } | { ok: false; reason: string };

/** Reads the text of an answer. */
export function readSlotsBody(text: string): SlotsBody {
  const json = parse(text);
  if (!json.ok) return json;
  const parsed = bodySchema.safeParse(json.value);
  if (!parsed.success) {
    const issues = parsed.error.issues;
    const told = issues.slice(0, REPORTED_FAULTS).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    const more = issues.length > REPORTED_FAULTS ? `, and ${issues.length - REPORTED_FAULTS} more` : '';
    return { ok: false, reason: `the answer does not have the shape of slots: ${told.join('; ')}${more}` };
  }
  const byStart = new Map<EpochMs, ListedSlot>();
  for (const slot of Object.values(parsed.data.data).flat()) {
    if (!byStart.has(slot.start)) byStart.set(slot.start, listed(slot));
  }
  return { ok: true, slots: [...byStart.values()].sort((one, other) => one.start - other.start) };
}

function parse(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // The parser's own message quotes the text, which may hold names and be of any length.
    return { ok: false, reason: `the answer is no JSON (${text.length} characters)` };
  }
}

function listed({
  start,
  end,
  seatsBooked,
  seatsRemaining,
  seatsTotal,
  bookingUid,
}: z.output<typeof slotSchema>): ListedSlot {
  return {
    start,
    end,
    ...(seatsRemaining === undefined ? {} : { seatsRemaining }),
    ...(seatsBooked === undefined ? {} : { seatsBooked }),
    ...(seatsTotal === undefined ? {} : { seatsTotal }),
    ...(typeof bookingUid === 'string' ? { bookingUid } : {}),
  };
}
