/** What has to be true of a run, told one thing after another by the driver, and what was not. Pure. */
import { z } from 'zod';

/** A verification as it is polled and as callbacks bring it. */
export const documentSchema = z.object({
  /** What was answered at once has none. */
  id: z.string().optional(),
  status: z.enum(['queued', 'active', 'completed', 'failed']).optional(),
  freshness: z.string().optional(),
  outcome: z.string().optional(),
  slot: z.object({ start: z.string() }).optional(),
  alternatives: z.array(z.object({ start: z.string() })).optional(),
});

/** See `documentSchema`. */
export type Document = z.infer<typeof documentSchema>;

/** A question that was put. Times are epoch ms. */
export interface Asked {
  readonly number: number;
  readonly eventTypeId: number;
  readonly at: number;
}

/** What the model knows at the end. */
export interface Figures {
  readonly accepted: number;
  readonly delivered: number;
  readonly failedLater: number;
  readonly repeated: number;
  readonly offers: number;
}

/** Keeps what was said and what came. */
export class Model {
  readonly #listed: ReadonlyMap<number, ReadonlySet<number>>;
  readonly #told = new Map<string, number>();
  readonly #accepted = new Map<number, string>();
  readonly #callbacks = new Map<number, { readonly id: string; readonly data: Document }[]>();
  readonly #violations: string[] = [];
  #offers = 0;

  /** @param listed what Cal.com listed before anything was booked, by event type: instants in epoch ms. Nothing is cancelled in a run. */
  constructor(listed: ReadonlyMap<number, ReadonlySet<number>>) {
    this.#listed = listed;
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

  /** The service has taken the news of a booking. */
  tell(eventTypeId: number, start: number, at: number): void {
    this.#told.set(`${eventTypeId}/${start}`, at);
  }

  /** A callback came. It may come twice, under one id. */
  call(asked: Asked, webhookId: string, data: Document): void {
    const before = this.#callbacks.get(asked.number) ?? [];
    if (before.some(({ id }) => id !== webhookId)) this.violate(`${asked.number} was called back under two ids`);
    this.#callbacks.set(asked.number, [...before, { id: webhookId, data }]);
    if (before.length === 0) this.offer(asked, data);
  }

  /** An answer, whichever way it came. */
  offer({ number, eventTypeId, at }: Asked, { outcome, slot, alternatives = [] }: Document): void {
    const offered = outcome === 'available' && slot !== undefined ? [slot] : alternatives;
    for (const { start } of offered) {
      this.#offers++;
      const instant = Date.parse(start);
      if (this.#listed.get(eventTypeId)?.has(instant) !== true)
        this.violate(`${number}: event type ${eventTypeId} at ${start} was offered and never listed`);
      const toldAt = this.#told.get(`${eventTypeId}/${instant}`);
      if (toldAt !== undefined && toldAt < at)
        this.violate(
          `${number}: event type ${eventTypeId} at ${start} was offered ${at - toldAt} ms after its booking was told`,
        );
    }
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
    this.#violations.push(what);
  }

  /** Verifications that were accepted and not called back. */
  undelivered(): readonly number[] {
    return [...this.#accepted.keys()].filter((number) => !this.#callbacks.has(number));
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
    };
  }
}
