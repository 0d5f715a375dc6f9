/**
 * What the fleet was told of changes, kept beside the cached days and for as long as these are of any use. A stream in Redis: each process reads
 * what was added since it read last, with every read of days and in the same round trip, so that none decides by days alone.
 *
 * To mark the days themselves instead costs a command for each cached event type with each webhook, and knows nothing of an event type that is
 * fetched for the first time while Cal.com does not know of the booking yet.
 */
import type { Cluster, Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { accountChannel, accountKey } from '../account/account_key.ts';
import type { CatalogueDocument } from '../catalogue/catalogue_document.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { type ChangedSubject, effectOf } from './change_effect.ts';
import type { EventTypeFinder } from './event_type_finder.ts';
import { SubjectChanges } from './subject_changes.ts';
import { type ToldChange, toldChangeSchema } from './told_change.ts';

/** KEYS: the stream; ARGV: channel, seconds for which an entry is kept, its kind, what it says. Returns its id. */
const TELL = `
local oldest = (tonumber(redis.call('TIME')[1]) - tonumber(ARGV[2])) * 1000
local id = redis.call('XADD', KEYS[1], 'MINID', '~', math.max(0, oldest), '*', ARGV[3], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[1], id .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
return id
`;

/** Changes that are read at once. */
const PAGE = 1_000;

/** Event types whose changes are kept at hand. */
const MOST_SUBJECTS = 20_000;

/** The changes are looked through for old ones no more often, in milliseconds. */
const FORGET_EVERY_MS = 60_000;

/** The catalogue, as it is now. */
export interface CurrentCatalogue extends EventTypeFinder {
  document(): CatalogueDocument | undefined;
}

interface Told {
  /** In the stream. */
  readonly id: string;
  readonly change: ToldChange;
}

interface View {
  readonly changes: SubjectChanges;
  /** How many changes it has seen. */
  seen: number;
}

/** The changes that were told of. Methods that read or write Redis reject when it does. */
export class ToldChanges {
  /** Where every change is told to the fleet. */
  readonly channel: string;
  readonly #redis: Redis | Cluster;
  readonly #key: string;
  readonly #keptSeconds: number;
  readonly #catalogue: CurrentCatalogue;
  readonly #clock: () => EpochMs;
  #told: Told[] = [];
  #ids = new Set<string>();
  #lastRead = '-';
  #forgotAt = 0;
  #outageAt = epochMs(0);
  #lookedAt = epochMs(0);
  readonly #nothing = new SubjectChanges(this);
  readonly #views = new LRUCache<string, View>({ max: MOST_SUBJECTS });
  /** By which catalogue the views were made. */
  #viewedBy: CatalogueDocument | undefined;

  /**
   * @param account its name
   * @param keptSeconds the age up to which a day is of any use: none that is older than a change outlives it
   */
  constructor(
    redis: Redis | Cluster,
    account: string,
    keptSeconds: number,
    catalogue: CurrentCatalogue,
    clock: () => EpochMs,
  ) {
    this.#redis = redis;
    this.#key = accountKey(account, 'changes', 'told');
    this.channel = accountChannel(account, 'changes-told');
    this.#keptSeconds = keptSeconds;
    this.#catalogue = catalogue;
    this.#clock = clock;
  }

  /** Begins to hear of changes as they are told. @param changes a subscriber connection, which may listen to other channels too */
  async listen(changes: Redis | Cluster): Promise<void> {
    changes.on('message', (channel: string, message: string) => {
      if (channel !== this.channel) return;
      const [, id = '', kind = '', text = ''] = /^(\S+) (\S+) (.*)$/s.exec(message) ?? [];
      this.#add(id, kind, text);
    });
    const begin = async (): Promise<void> => {
      await changes.subscribe(this.channel);
      await this.catchUp();
    };
    // After a loss. What fails now is done by the next `ready`, and every read of days catches up besides.
    changes.on('ready', () => void begin().catch(() => undefined));
    await begin();
  }

  /** Keeps a change and tells the fleet. It is safe in Redis, and this process knows it, when the promise is settled. */
  async tell(change: ToldChange): Promise<void> {
    await this.#tell('change', JSON.stringify(change));
  }

  /** Changes may have been told of while nobody heard: what was observed before that instant is doubted until somebody has looked. */
  async tellOutage(at: EpochMs): Promise<void> {
    await this.#tell('outage', String(at));
  }

  /** Cal.com was asked at that instant what had changed, and all of it was told. */
  async tellLook(at: EpochMs): Promise<void> {
    await this.#tell('look', String(at));
  }

  /**
   * Whether it was told of at an instant or after it that a booking takes its time, or does not. What was told of it may be older than what is asked
   * about: one that is booked and cancelled within a moment is told of twice.
   */
  hasTold(
    { uid, taken, isPending }: { uid: string | undefined; taken: readonly unknown[]; isPending: boolean },
    since: EpochMs,
  ): boolean {
    return this.#told.some(
      ({ change }) =>
        change.uid === uid &&
        change.at >= since &&
        change.isPending === isPending &&
        change.taken.length > 0 === taken.length > 0,
    );
  }

  /** What was observed before then may lack changes that nobody heard of; undefined where nothing does. */
  get doubtedBefore(): EpochMs | undefined {
    return this.#outageAt > this.#lookedAt ? this.#outageAt : undefined;
  }

  async #tell(kind: string, text: string): Promise<void> {
    const id = await this.#redis.eval(TELL, 1, this.#key, this.channel, this.#keptSeconds, kind, text);
    this.#add(String(id), kind, text);
  }

  /** Reads what was told since the last time; one round trip as a rule. */
  async catchUp(): Promise<void> {
    for (;;) {
      const entries = await this.#redis.xrange(this.#key, this.#lastRead, '+', 'COUNT', PAGE);
      for (const [id, [kind = '', text = '']] of entries) {
        this.#add(id, kind, text);
        if (isLater(id, this.#lastRead)) this.#lastRead = `(${id}`;
      }
      if (entries.length < PAGE) return;
    }
  }

  /** What of the changes concerns an event type. @param key names it and its duration */
  of(key: string, subject: () => ChangedSubject): SubjectChanges {
    this.#forgetOld();
    const document = this.#catalogue.document();
    if (document !== this.#viewedBy) {
      this.#views.clear();
      this.#viewedBy = document;
    }
    if (this.#told.length === 0) return this.#nothing;
    const view = this.#views.get(key) ?? { changes: new SubjectChanges(this), seen: 0 };
    if (view.seen === this.#told.length) return view.changes;
    const asked = subject();
    for (; view.seen < this.#told.length; view.seen++) {
      const told = this.#told[view.seen];
      const effect = told && effectOf(told.change, asked, this.#catalogue);
      if (effect !== undefined) view.changes.add(effect);
    }
    this.#views.set(key, view);
    return view.changes;
  }

  #add(id: string, kind: string, text: string): void {
    if (kind === 'outage') this.#outageAt = epochMs(Math.max(this.#outageAt, Number(text)));
    if (kind === 'look') this.#lookedAt = epochMs(Math.max(this.#lookedAt, Number(text)));
    if (kind !== 'change') return;
    const change = this.#ids.has(id) ? undefined : parse(text);
    if (change === undefined) return;
    this.#ids.add(id);
    this.#told.push({ id, change });
  }

  /** What is older than any day is of no use. */
  #forgetOld(): void {
    const now = this.#clock();
    if (now - this.#forgotAt < FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    const oldest = now - this.#keptSeconds * 1000;
    const kept = this.#told.filter(({ change }) => change.knownFrom >= oldest);
    if (kept.length === this.#told.length) return;
    this.#told = kept;
    this.#ids = new Set(kept.map(({ id }) => id));
    this.#views.clear();
  }
}

/** Written by a version that knew another shape, it says nothing to this one. */
const parse = (text: string): ToldChange | undefined => {
  try {
    return toldChangeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** Whether an id of a stream (`<ms>-<number>`) comes after the last that was read (`-` for none, `(<id>`). */
const isLater = (id: string, last: string): boolean => {
  if (last === '-') return true;
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [lastMs = 0, lastNumber = 0] = last.slice(1).split('-').map(Number);
  return ms > lastMs || (ms === lastMs && number > lastNumber);
};
