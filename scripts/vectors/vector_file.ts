// Recorded answers of Cal.com's slot engine, as they are written down: test/fixtures/calcom-vectors/README.md tells what a field means.

import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const timeOfDay = z.string().regex(/^\d{2}:\d{2}$/);
const date = z.iso.date();
const instant = z.iso.datetime({ offset: true });
const stretch = z.strictObject({ start: instant, end: instant });
const limits = z.strictObject({
  PER_DAY: z.int().optional(),
  PER_WEEK: z.int().optional(),
  PER_MONTH: z.int().optional(),
});

const host = z.strictObject({
  username: z.string(),
  timeZone: z.string(),
  schedule: z.array(z.strictObject({ days: z.array(z.int()), start: timeOfDay, end: timeOfDay })),
  overrides: z.array(z.strictObject({ date, start: timeOfDay, end: timeOfDay })).default([]),
  outOfOffice: z.array(z.strictObject({ start: date, end: date })).default([]),
  calendarBusy: z.array(stretch).default([]),
});

const eventType = z.strictObject({
  id: z.int(),
  slug: z.string(),
  length: z.int(),
  hosts: z.array(z.string()),
  lengths: z.array(z.int()).optional(),
  slotInterval: z.int().optional(),
  offsetStart: z.int().optional(),
  minimumBookingNotice: z.int().optional(),
  beforeEventBuffer: z.int().optional(),
  afterEventBuffer: z.int().optional(),
  onlyShowFirstAvailableSlot: z.boolean().optional(),
  showOptimizedSlots: z.boolean().optional(),
  seats: z.int().optional(),
  bookingLimits: limits.optional(),
  durationLimits: limits.optional(),
  schedulingType: z.enum(['roundRobin', 'collective']).optional(),
  fixedHosts: z.array(z.string()).optional(),
  period: z
    .strictObject({
      type: z.enum(['ROLLING', 'ROLLING_WINDOW', 'RANGE']),
      days: z.int().optional(),
      countCalendarDays: z.boolean().optional(),
      start: date.optional(),
      end: date.optional(),
    })
    .optional(),
});

const booking = z.strictObject({
  eventTypeId: z.int(),
  start: instant,
  end: instant,
  host: z.string().optional(),
  coHosts: z.array(z.string()).default([]),
  attendees: z.int().default(1),
  status: z.enum(['ACCEPTED', 'PENDING', 'CANCELLED', 'REJECTED']).default('ACCEPTED'),
  uid: z.string().optional(),
});

const slot = z.looseObject({ start: z.string() });

const vectorCase = z.strictObject({
  now: instant.optional(),
  query: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  expected: z.record(date, z.array(slot)),
});

const vectorFile = z.strictObject({
  about: z.string(),
  theme: z.string(),
  now: instant,
  hosts: z.array(host),
  eventTypes: z.array(eventType),
  bookings: z.array(booking).default([]),
  reservations: z.array(stretch.extend({ eventTypeId: z.int(), until: instant })).default([]),
  cases: z.array(vectorCase),
});

/** The slots of an answer by day. */
export type Slots = z.infer<typeof vectorCase>['expected'];

/** One question and what Cal.com answered. */
export type VectorCase = z.infer<typeof vectorCase>;

/** One theme's world with its questions, and the name of the file without its ending. */
export type VectorFile = z.infer<typeof vectorFile> & { readonly name: string };

/** Reads every vector file of a folder, by name. Throws an Error that names a file which is none. */
export async function readVectors(folder: string): Promise<VectorFile[]> {
  const names = (await Array.fromAsync(glob('*.json', { cwd: folder }))).sort();
  return Promise.all(names.map((name) => readVector(join(folder, name), name.replace(/\.json$/, ''))));
}

async function readVector(path: string, name: string): Promise<VectorFile> {
  const parsed = vectorFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is no vector file: ${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, name };
}
