/** What has to be true of a run, told one thing after another by the driver, and what was not. Pure. */
import { z } from 'zod';

/** A verification as it is polled and as callbacks bring it. */
export const documentSchema = z.object({
  /** What was answered at once has none. */
  id: z.string().optional(),
  status: z.enum(['queued', 'active', 'completed', 'failed']).optional(),
  freshness: z.string().optional(),
  verifiedAt: z.string().optional(),
  outcome: z.string().optional(),
  slot: z.object({ start: z.string() }).optional(),
  alternatives: z.array(z.object({ start: z.string() })).optional(),
});

/** See `documentSchema`. */
export type Document = z.infer<typeof documentSchema>;

/** A question that was put. Times are epoch ms by the driver's clock, which nobody moves. */
export interface Asked {
  readonly number: number;
  readonly eventTypeId: number;
  readonly at: number;
  /** Whether Cal.com has to be asked anew for it. */
  readonly isFromCalcom: boolean;
}

/** What the model knows at the end. */
export interface Figures {
  readonly accepted: number;
  readonly delivered: number;
  readonly failedLater: number;
  readonly repeated: number;
  readonly offers: number;
  /** Offers of what was booked while an api could not hear of it. */
  readonly unheardOffers: number;
  /** Accepted, and the caller never got the answer that says so. */
  readonly lostAnswers: number;
}

/** What a run is held against. */
export interface ModelSettings {
  /** What Cal.com listed before anything was booked, by event type: instants in epoch ms. Nothing is cancelled in a run. */
  readonly listed: ReadonlyMap<number, ReadonlySet<number>>;
  readonly clock: () => number;
  /** Where the run has come to, in words: what violations begin with. */
  readonly moment?: () => string;
}

/** Days of which the grid moves on with the clock, where an event type's slots lie on no marks. */
const GRID_MOVES_MS = 86_400_000;

/** How far two clocks may be apart that nobody moved: what is asked takes its way to Redis and back. Every move is larger. */
const APART_MS = 5_000;

/** So long after a blow an api may still find its way back to Redis. */
const BLIND_MS = 15_000;

/** Keeps what was said and what came. */
export class Model {
  readonly #settings: ModelSettings;
  readonly #told = new Map<string, number>();
  readonly #blindFrom: number[] = [];
  readonly #accepted = new Map<number, string>();
  readonly #callbacks = new Map<number, { readonly id: string; readonly data: Document }[]>();
  readonly #violations: string[] = [];
  #offers = 0;
  #unheardOffers = 0;
  #lostAnswers = 0;

  constructor(settings: ModelSettings) {
    this.#settings = settings;
  }

  get acceptedCount(): number {
    return this.#accepted.size;
  }

  get violations(): readonly string[] {
    return this.#violations;
  }

  /** A 202 with this verification. */
  accept({ number }: Asked, { id = '' }: Document): void {
    this.#accepted.set(number, id);
  }

  /** The same question under the same key, put again in the end. Without an id it was answered at once, and nothing was accepted. */
  repeat(asked: Asked, document: Document): void {
    const { id } = document;
    const known = this.#accepted.get(asked.number) ?? this.#callbacks.get(asked.number)?.[0]?.data.id;
    if (known !== undefined && known !== id)
      this.violate(`${asked.number} is ${known}, and was ${id ?? 'answered at once'} when it was repeated`);
    if (this.#accepted.has(asked.number)) return;
    if (known !== undefined) this.#lostAnswers++;
    if (id === undefined) this.offer(asked, document);
    else this.accept(asked, document);
  }

  /** The service has taken the news of a booking. */
  tell(eventTypeId: number, start: number): void {
    this.#told.set(`${eventTypeId}/${start}`, this.#settings.clock());
  }

  /** From now on an api may be without Redis: nobody can tell it of a booking, and what it answers says `stale-if-error`. */
  blind(): void {
    this.#blindFrom.push(this.#settings.clock());
  }

  /** A callback came. It may come twice, under one id. */
  call(asked: Asked, webhookId: string, data: Document): void {
    const before = this.#callbacks.get(asked.number) ?? [];
    if (before.some(({ id }) => id !== webhookId)) this.violate(`${asked.number} was called back under two ids`);
    this.#callbacks.set(asked.number, [...before, { id: webhookId, data }]);
    if (before.length === 0) this.offer(asked, data);
  }

  /** An answer, whichever way it came. */
  offer(asked: Asked, document: Document): void {
    this.#holdAge(asked, document);
    const { outcome, slot, alternatives = [] } = document;
    const offered = outcome === 'available' && slot !== undefined ? [slot] : alternatives;
    for (const { start } of offered) {
      this.#offers++;
      this.#holdOffer(asked, document, start);
    }
  }

  #holdAge({ number, at, isFromCalcom }: Asked, { freshness, verifiedAt }: Document): void {
    if (verifiedAt === undefined) return;
    const seen = Date.parse(verifiedAt);
    const early = seen - this.#settings.clock();
    if (early > APART_MS) this.violate(`${number} was answered by what is seen in ${early} ms`);
    if (isFromCalcom && freshness !== 'stale-if-error' && seen < at - APART_MS)
      this.violate(`${number} was to be seen anew, and was answered by what was seen ${at - seen} ms before`);
  }

  #holdOffer({ number, eventTypeId, at }: Asked, { freshness }: Document, start: string): void {
    const what = `${number}: event type ${eventTypeId} at ${start} was offered`;
    const instant = Date.parse(start);
    if (instant < at - APART_MS) this.violate(`${what} ${at - instant} ms after it had begun`);
    if (instant > at + GRID_MOVES_MS && this.#settings.listed.get(eventTypeId)?.has(instant) !== true)
      this.violate(`${what} and never listed`);
    const toldAt = this.#told.get(`${eventTypeId}/${instant}`);
    if (toldAt === undefined || toldAt >= at) return;
    if (freshness === 'stale-if-error' && this.#blindFrom.some((from) => from <= toldAt && toldAt <= from + BLIND_MS))
      this.#unheardOffers++;
    else this.violate(`${what} ${at - toldAt} ms after its booking was told, ${freshness ?? 'of unknown age'}`);
  }

  /** A verification that was accepted, as it is polled in the end. */
  poll(number: number, document: Document | undefined): void {
    const [called] = this.#callbacks.get(number) ?? [];
    if (document?.status !== 'completed' && document?.status !== 'failed')
      this.violate(`${number} was accepted, and is ${document?.status ?? 'unknown'} in the end`);
    else if (called !== undefined && called.data.status !== document.status)
      this.violate(`${number} was called back as ${called.data.status}, and is ${document.status}`);
  }

  violate(what: string): void {
    this.#violations.push(`${this.#settings.moment?.() ?? ''}${what}`);
  }

  /** Verifications that were accepted and not called back. */
  undelivered(): readonly number[] {
    return [...this.#accepted.keys()].filter((number) => !this.#callbacks.has(number));
  }

  /** How it was called back, where it was. */
  calledBackAs(number: number): Document['status'] {
    return this.#callbacks.get(number)?.[0]?.data.status;
  }

  /** What was accepted, with its verification's id. */
  accepted(): ReadonlyMap<number, string> {
    return this.#accepted;
  }

  /** Holds that all that was accepted has come, each under its own id. */
  close(): Figures {
    for (const number of this.undelivered()) this.violate(`${number} was accepted and never called back`);
    const delivered = [...this.#accepted].flatMap(([number, id]) => {
      const calls = this.#callbacks.get(number) ?? [];
      if (calls.some(({ data }) => data.id !== id)) this.violate(`${number} was called back as another verification`);
      return calls.slice(0, 1).map(({ data }) => ({ data, calls: calls.length }));
    });
    return {
      accepted: this.#accepted.size,
      delivered: delivered.length,
      failedLater: delivered.filter(({ data }) => data.status === 'failed').length,
      repeated: delivered.reduce((sum, { calls }) => sum + calls - 1, 0),
      offers: this.#offers,
      unheardOffers: this.#unheardOffers,
      lostAnswers: this.#lostAnswers,
    };
  }
}
