/** Bookings in Redis. Each is one text, which is replaced only where nobody else has replaced it meanwhile. */
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../account/account_key.ts';
import { type EpochMs, epochMs, HOUR_MS } from '../verification/time.ts';
import { type BookingRecord, bookingRecordSchema, isChanging, isEnded } from './booking_record.ts';

const DAY_SECONDS = 86_400;

/** One that is being made is kept until it has ended, however long Cal.com is away. */
const OPEN_SECONDS = 30 * DAY_SECONDS;

/** Ids of this many open bookings are looked through at once. */
const MOST_OPEN = 1_000;

/** KEYS: the booking. Returns its text and the id that its server gave itself when it started. */
const READ = `
return {redis.call('GET', KEYS[1]), string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')}
`;

/** KEYS: the booking; ARGV: the text that it has to have (empty for none), the new one, seconds for which it is kept. Returns whether it was written. */
const WRITE = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
`;

/** A booking as it was read. */
export interface ReadBooking {
  readonly record: BookingRecord;
  /** Whether the server that it was read from may have lost what was written of it last: a `call` is then only suspected, until it is written. */
  readonly isSuspect: boolean;
}

interface Stored {
  readonly text: string;
  readonly record: BookingRecord | undefined;
  readonly isSuspect: boolean;
  readonly server: string;
}

/** The bookings of an account. Every method rejects when Redis does. */
export class BookingRecords {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #clock: () => EpochMs;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string, clock: () => EpochMs) {
    this.#redis = redis;
    this.#account = account;
    this.#clock = clock;
  }

  /** Keeps a new one, or leaves the one that is there under its id. @returns the one that is kept */
  async create(record: Omit<BookingRecord, 'server'>): Promise<BookingRecord> {
    await this.#redis.zadd(this.#openKey, record.createdAt, record.id);
    for (;;) {
      const stored = await this.#read(record.id);
      if (stored.record !== undefined) return stored.record;
      const own = { ...record, server: stored.server };
      if (await this.#write(stored, own)) return own;
    }
  }

  async read(id: string): Promise<ReadBooking | undefined> {
    const { record, isSuspect } = await this.#read(id);
    return record === undefined ? undefined : { record, isSuspect };
  }

  /**
   * Replaces a booking.
   * @param next what becomes of it as it is now; undefined leaves it as it is. Called again where somebody else was faster
   * @returns the booking as it is then, and whether this call has changed it; undefined where there is none
   */
  async change(
    id: string,
    next: (record: BookingRecord) => BookingRecord | undefined,
  ): Promise<{ readonly record: BookingRecord; readonly isChanged: boolean } | undefined> {
    for (;;) {
      const stored = await this.#read(id);
      if (stored.record === undefined) return undefined;
      const changed = next(stored.record);
      if (changed === undefined) return { record: stored.record, isChanged: false };
      const record = { ...changed, server: stored.server };
      if (!(await this.#write(stored, record))) continue;
      await this.#noteOpen(record);
      return { record, isChanged: true };
    }
  }

  /** Ids of bookings that were asked for before an instant and are not ended, or were not when they were last seen. */
  async open(before: EpochMs): Promise<readonly string[]> {
    return await this.#redis.zrangebyscore(this.#openKey, '-inf', `(${before}`, 'LIMIT', 0, MOST_OPEN);
  }

  /** Says that a booking is gone. */
  async close(id: string): Promise<void> {
    await this.#redis.zrem(this.#openKey, id);
  }

  get #openKey(): string {
    return accountKey(this.#account, 'bookings', 'open');
  }

  async #noteOpen(record: BookingRecord): Promise<void> {
    if (isEnded(record) && !isChanging(record)) await this.#redis.zrem(this.#openKey, record.id);
    else await this.#redis.zadd(this.#openKey, 'NX', this.#clock(), record.id);
  }

  async #read(id: string): Promise<Stored> {
    const [text, server] = (await this.#redis.eval(READ, 1, keyOf(this.#account, id))) as [string | null, string];
    const written = text === null ? undefined : parse(text);
    const isSuspect = written !== undefined && written.server !== server && mayHaveCall(written);
    const record = isSuspect ? { ...written, call: { id: `lost before ${server}`, at: this.#clock() } } : written;
    return { text: text ?? '', record, isSuspect, server };
  }

  async #write({ text }: Stored, record: BookingRecord): Promise<boolean> {
    const key = keyOf(this.#account, record.id);
    const seconds = this.#secondsKept(record);
    return (await this.#redis.eval(WRITE, 1, key, text, JSON.stringify(record), seconds)) === 1;
  }

  /** What is booked can be moved and cancelled until it is over. */
  #secondsKept(record: BookingRecord): number {
    if (!isEnded(record) || isChanging(record)) return OPEN_SECONDS;
    const until = epochMs(Math.max(this.#clock(), record.booking?.end ?? 0) + 24 * HOUR_MS);
    return Math.ceil((until - this.#clock()) / 1000);
  }
}

const keyOf = (account: string, id: string): string => accountKey(account, id, 'booking');

/**
 * Whether a call may have begun of which the record says nothing. Another server, or this one after a crash, may have lost the last second: with it
 * that a call began, though the record may know of an older one.
 */
const mayHaveCall = ({ state }: BookingRecord): boolean => state === 'queued' || state === 'booked';

const parse = (text: string): BookingRecord => bookingRecordSchema.parse(JSON.parse(text));
