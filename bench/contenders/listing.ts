/** Cal.com's list of slots, read as a careful client would, and no more of it than is used. */
import { type EpochMs, epochMs } from '../../src/verification/time.ts';

/** A slot as it is listed; `end` with `format=range` only. */
export interface WrittenSlot {
  readonly start: string;
  readonly end?: string;
  readonly seatsRemaining?: number;
}

/** Slots by their day in the zone that was asked for, such as `2026-11-24`. A day without slots is left out. */
export type Listing = Readonly<Record<string, readonly WrittenSlot[]>>;

/** An answer that holds no list of slots. */
export class BadListing extends Error {
  override readonly name = 'BadListing';
}

/** Reads the body of an answer. @throws {BadListing} */
export const readListing = (body: string): Listing => {
  const { data } = parse(body);
  if (typeof data !== 'object' || data === null) throw new BadListing('the answer has no days');
  for (const slots of Object.values(data)) if (!Array.isArray(slots)) throw new BadListing('a day has no list');
  return data as Listing;
};

/** Reads an instant. @throws {BadListing} when it has no offset: it would be read in the zone of this machine */
export const instantOf = (text: unknown): EpochMs => {
  if (typeof text !== 'string' || !/(Z|[+-]\d\d:\d\d)$/.test(text)) throw new BadListing(`no instant: ${text}`);
  return epochMs(Date.parse(text));
};

const parse = (body: string): { data?: unknown } => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw new BadListing('the answer is no JSON');
  }
};
