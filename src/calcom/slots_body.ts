/**
 * The body of a 200 answer to GET /v2/slots with `format=range`, checked and flattened. A slot that cannot be used is left out and the
 * others are used: one odd slot is no reason to know nothing of a calendar.
 */
import { z } from 'zod';
import { type EpochMs, epochMs } from '../verification/time.ts';
import type { ListedSlot } from './listed_slot.ts';

const REPORTED_FAULTS = 3;

/**
 * How many slots were left out, and why. `no_length`: it does not end after its start. `overbooked`: it has fewer seats than are taken, which is what a
 * sold-out slot looks like after its seats were reduced: nobody can book it. `unreadable`: anything else, such as a time without offset.
 */
export interface LeftOut {
  readonly no_length: number;
  readonly overbooked: number;
  readonly unreadable: number;
}

// Without its offset an instant would be read in the zone of this machine: a wrong slot that looks right.
const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant with its offset, such as 2026-12-01T09:00:00.000Z' })
  .transform((text): EpochMs => epochMs(Date.parse(text)));

const seats = z.int().min(0).nullish();

// Fields that are not named here may come and go without harm.
const slotSchema = z.object({
  start: instant,
  end: instant,
  seatsBooked: seats,
  seatsRemaining: z.int().nullish(),
  seatsTotal: seats,
  bookingUid: z.string().nullish(),
});

const bodySchema = z.object({ status: z.literal('success'), data: z.record(z.string(), z.unknown()) });

/** The slots of an answer, ascending by start and without doubles, or what is wrong with it. */
export type SlotsBody = { ok: true; slots: readonly ListedSlot[]; leftOut: LeftOut } | { ok: false; reason: string };

/** Reads the text of an answer. It is none when it has slots and every one of them is odd. */
export function readSlotsBody(text: string): SlotsBody {
  const json = parse(text);
  if (!json.ok) return json;
  const parsed = bodySchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, reason: wrongShape(parsed.error.issues.map(faultOf())) };
  const byStart = new Map<EpochMs, ListedSlot>();
  const leftOut = { no_length: 0, overbooked: 0, unreadable: 0 };
  const faults: string[] = [];
  let usable = 0;
  for (const [path, given] of listedOf(parsed.data.data)) {
    const slot = slotSchema.safeParse(given);
    if (!slot.success) {
      leftOut.unreadable += 1;
      faults.push(...slot.error.issues.map(faultOf(path)));
    } else if (slot.data.end <= slot.data.start) {
      leftOut.no_length += 1;
      faults.push(`${path}.end: must be after start`);
    } else {
      // What is sold out is no odd answer: a calendar of nothing else is a full one.
      usable += 1;
      if ((slot.data.seatsRemaining ?? 0) < 0) leftOut.overbooked += 1;
      else if (!byStart.has(slot.data.start)) byStart.set(slot.data.start, listed(slot.data));
    }
  }
  if (usable === 0 && faults.length > 0) return { ok: false, reason: wrongShape(faults) };
  return { ok: true, slots: [...byStart.values()].sort((one, other) => one.start - other.start), leftOut };
}

/** What stands for slots, each with its path. A day that is no list is one odd slot. */
function* listedOf(data: Readonly<Record<string, unknown>>): Generator<[string, unknown]> {
  for (const [day, slots] of Object.entries(data)) {
    if (!Array.isArray(slots)) yield [`data.${day}`, slots];
    else for (const [index, slot] of slots.entries()) yield [`data.${day}.${index}`, slot];
  }
}

const faultOf =
  (...parents: readonly string[]) =>
  ({ path, message }: z.core.$ZodIssue): string =>
    `${[...parents, ...path].join('.') || 'body'}: ${message}`;

function wrongShape(faults: readonly string[]): string {
  const more = faults.length > REPORTED_FAULTS ? `, and ${faults.length - REPORTED_FAULTS} more` : '';
  return `the answer does not have the shape of slots: ${faults.slice(0, REPORTED_FAULTS).join('; ')}${more}`;
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
    ...(typeof seatsRemaining === 'number' ? { seatsRemaining } : {}),
    ...(typeof seatsBooked === 'number' ? { seatsBooked } : {}),
    ...(typeof seatsTotal === 'number' ? { seatsTotal } : {}),
    ...(typeof bookingUid === 'string' ? { bookingUid } : {}),
  };
}
