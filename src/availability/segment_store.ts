/** Day segments in Redis: one hash for each event type and duration, one field for each UTC day. */
import { accountChannel } from '../account/account_key.ts';
import type { Cluster, Redis } from 'ioredis';
import { SubjectChanges } from '../changes/subject_changes.ts';
import type { ToldChanges } from '../changes/told_changes.ts';
import type { ListedSlot } from '../calcom/listed_slot.ts';
import type { RefusalWords } from '../calcom/refusal.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';
import { decodeExperience, encodeExperience, type Experience } from './experience.ts';
import { decodeInstant, decodeSegment, encodeInstant, encodeSlots, SOUND, VANISHED } from './segment_encoding.ts';
import { factsKey, isOnceName, type SegmentsName, segmentsKey, subjectOf, withoutZone } from './segment_key.ts';
import { WRITE_SEGMENTS } from './segment_scripts.ts';

/** The channel on which every change is told to the fleet; the message is the `SegmentsName` that changed. */
export const segmentsChanged = (account: string): string => accountChannel(account, 'segments-changed');

/** Cal.com's refusal of an event type (an unknown id, say), kept for a while so that it is not asked again. */
export interface Refusal extends RefusalWords {
  readonly until: EpochMs;
  /** Only of an event type that Cal.com fails for: how often in a row; see `failing.ts`. */
  readonly failures?: number;
}

/** What Redis holds for some days of one event type. */
export interface StoredSegments extends EventTypeFacts {
  /** A day that is absent or `undefined` is not cached. */
  readonly segments: ReadonlyMap<UtcDay, DaySegment | undefined>;
  /** What was told of that the days may not know. */
  readonly changes: SubjectChanges;
  /** Why Redis could not be asked: then it is what this process knew last. */
  readonly fault?: Error;
}

/** What is known of an event type in every zone. */
export interface EventTypeFacts {
  readonly refusal: Refusal | undefined;
  /** How soon after a call the first slot of its answer began, at the least that was seen (ms). */
  readonly shortestLeadMs: number | undefined;
  /** Undefined as long as Cal.com was never slow for this event type. */
  readonly width: Width | undefined;
  /** When an answer was observed that was empty, though the one before it was not: it is believed only if the next one says the same. */
  readonly emptiedAt: EpochMs | undefined;
  /** How often its days have changed without our being told; undefined before any was fetched again. */
  readonly experience: Experience | undefined;
}

/** How many days of an event type Cal.com answers in good time. */
export interface Width {
  readonly days: number;
  /** Then all days are asked for at once again: what made it slow may be gone. */
  readonly until: EpochMs;
}

/** An answer of Cal.com's. */
export interface WrittenAnswer {
  readonly from: UtcDay;
  readonly until: UtcDay;
  readonly observedAt: EpochMs;
  /** Empty days included. */
  readonly slots: readonly ListedSlot[];
  /** See `DaySegment.hasVanished`. */
  readonly vanishedOn?: ReadonlySet<UtcDay>;
  /** See `EventTypeFacts.emptiedAt`. */
  readonly isEmptied?: boolean;
  /** See `EventTypeFacts`; what was known stays where it is missing. */
  readonly experience?: Experience;
}

/** The refusal that holds at `now`. */
export const refusalAt = ({ refusal }: Pick<EventTypeFacts, 'refusal'>, now: EpochMs): Refusal | undefined =>
  refusal !== undefined && refusal.until > now ? refusal : undefined;

const REFUSAL_FIELD = 'unknown';
const LEAD_FIELD = 'lead';
const WIDTH_FIELD = 'width';
const EMPTIED_FIELD = 'emptied';
const EXPERIENCE_FIELD = 'experience';
/** What holds for an event type in every zone. */
const FACTS = [REFUSAL_FIELD, LEAD_FIELD, WIDTH_FIELD, EMPTIED_FIELD, EXPERIENCE_FIELD];

/** Reads and writes day segments. Every method is one round trip and rejects when Redis does. */
export class SegmentStore {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #expirySeconds: number;
  readonly #told: ToldChanges;

  /**
   * @param account its name
   * @param expirySeconds how long an untouched event type is kept: the age up to which a segment is of any use
   */
  constructor(redis: Redis | Cluster, account: string, expirySeconds: number, told: ToldChanges) {
    this.#redis = redis;
    this.#account = account;
    this.#expirySeconds = expirySeconds;
    this.#told = told;
  }

  /** Where every change is told to the fleet. */
  get channel(): string {
    return segmentsChanged(this.#account);
  }

  /** The same store, whose writes are kept for another time. */
  keeping(expirySeconds: number): SegmentStore {
    return new SegmentStore(this.#redis, this.#account, expirySeconds, this.#told);
  }

  async read(name: SegmentsName, days: readonly UtcDay[]): Promise<StoredSegments> {
    // Together, so that whoever decides by the days knows what was told of them too.
    const [[facts, values]] = await Promise.all([this.#fields(name, days), this.#told.catchUp()]);
    const segments = new Map<UtcDay, DaySegment>();
    days.forEach((day, index) => {
      const value = values[index];
      const segment = typeof value === 'string' ? decodeSegment(day, value) : undefined;
      if (segment !== undefined) segments.set(day, segment);
    });
    return { segments, ...readFacts(facts), changes: this.changesOf(name) };
  }

  /** The same of all days that there are. */
  async readAll(name: SegmentsName): Promise<StoredSegments> {
    const [key, factsAt] = [segmentsKey(this.#account, name), factsKey(this.#account, name)];
    const [all, facts] = await Promise.all([
      this.#redis.hgetall(key),
      this.#redis.hmget(factsAt, ...FACTS),
      this.#told.catchUp(),
    ]);
    const segments = new Map<UtcDay, DaySegment>();
    for (const [field, value] of Object.entries(all)) {
      if (!/^\d+$/.test(field)) continue;
      const day = utcDay(Number(field));
      const segment = decodeSegment(day, value);
      if (segment !== undefined) segments.set(day, segment);
    }
    return { segments, ...readFacts(facts), changes: this.changesOf(name) };
  }

  /** What this process was told of, as far as it concerns what the name stands for. The answer to one question is cut by whoever asked. */
  changesOf(name: SegmentsName): SubjectChanges {
    return isOnceName(name) ? new SubjectChanges() : this.#told.of(withoutZone(name), () => subjectOf(name));
  }

  /** What is asked for in UTC lies with the facts in one hash; for other zones two commands go together. */
  async #fields(name: SegmentsName, days: readonly UtcDay[]): Promise<[facts: Fields, days: Fields]> {
    const [key, facts] = [segmentsKey(this.#account, name), factsKey(this.#account, name)];
    if (key === facts) {
      const values = await this.#redis.hmget(key, ...FACTS, ...days.map(String));
      return [values.slice(0, FACTS.length), values.slice(FACTS.length)];
    }
    return await Promise.all([
      this.#redis.hmget(facts, ...FACTS),
      days.length === 0 ? [] : this.#redis.hmget(key, ...days.map(String)),
    ]);
  }

  /**
   * Writes an answer of Cal.com for `from` through `until`, empty days included, unless something newer is there.
   * @returns how many days were written
   */
  async write(name: SegmentsName, answer: WrittenAnswer): Promise<number> {
    const byDay = Map.groupBy(answer.slots, (slot) => utcDayOf(slot.start));
    const fields: string[] = [];
    for (let number: number = answer.from; number <= answer.until; number++) {
      const day = number as UtcDay;
      const mark = answer.vanishedOn?.has(day) ? VANISHED : SOUND;
      fields.push(String(day), mark + encodeSlots(day, byDay.get(day) ?? []));
    }
    const written = await this.#redis.eval(
      WRITE_SEGMENTS,
      2,
      segmentsKey(this.#account, name),
      factsKey(this.#account, name),
      this.channel,
      name,
      encodeInstant(answer.observedAt),
      utcDayOf(answer.observedAt),
      this.#expirySeconds,
      leadOf(answer),
      answer.isEmptied ? '1' : '',
      answer.experience === undefined ? '' : encodeExperience(answer.experience),
      ...fields,
    );
    return Number(written);
  }

  /** Remembers how many days of this event type Cal.com answers in good time; undefined when it answers all. */
  async noteWidth(name: SegmentsName, width: Width | undefined): Promise<void> {
    const key = factsKey(this.#account, name);
    if (width === undefined) await this.#redis.hdel(key, WIDTH_FIELD);
    else {
      await this.#redis
        .multi()
        .hset(key, WIDTH_FIELD, JSON.stringify(width))
        .expire(key, this.#expirySeconds, 'NX')
        .exec();
    }
  }

  /** Remembers that Cal.com refuses this event type, until `refusal.until`. */
  async refuse(name: SegmentsName, refusal: Refusal, now: EpochMs): Promise<void> {
    const key = factsKey(this.#account, name);
    await this.#redis
      .multi()
      .hset(key, REFUSAL_FIELD, JSON.stringify(refusal))
      .expire(key, this.#expirySeconds, 'NX')
      .pexpire(key, Math.max(1, refusal.until - now), 'GT')
      .publish(this.channel, name)
      .exec();
  }

  /** Forgets all days under a name, and what holds for its event type in every zone. */
  async forget(name: SegmentsName): Promise<void> {
    await this.#redis
      .multi()
      .del(segmentsKey(this.#account, name))
      .del(factsKey(this.#account, name))
      .publish(this.channel, name)
      .exec();
  }
}

type Fields = readonly (string | null)[];

/** How soon after the call its first slot begins (ms), where the answer tells: it reaches from today on, and has a slot. */
const leadOf = ({ from, observedAt, slots }: { from: UtcDay; observedAt: EpochMs; slots: readonly ListedSlot[] }) => {
  const [first] = slots;
  return first === undefined || from > utcDayOf(observedAt) ? '' : Math.max(0, first.start - observedAt);
};

const readFacts = ([refusal, lead, width, emptied, experience]: Fields): EventTypeFacts => ({
  refusal: readRefusal(refusal),
  shortestLeadMs: typeof lead === 'string' ? Number(lead) : undefined,
  width: readWidth(width),
  emptiedAt: typeof emptied === 'string' ? decodeInstant(emptied) : undefined,
  experience: typeof experience === 'string' ? decodeExperience(experience) : undefined,
});

const readWidth = (value: string | null | undefined): Width | undefined => {
  if (typeof value !== 'string') return undefined;
  const width: Width = JSON.parse(value);
  return { ...width, until: epochMs(width.until) };
};

const readRefusal = (value: string | null | undefined): Refusal | undefined => {
  if (typeof value !== 'string') return undefined;
  const refusal: Refusal = JSON.parse(value);
  return { ...refusal, until: epochMs(refusal.until) };
};
