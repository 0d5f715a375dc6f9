/** The secrets by which webhooks are believed: those of the settings, and those that this service has registered. */
import { isSigned } from '../calcom/webhook/signature.ts';
import type { Registrations } from './registrations.ts';

/** However many wrong signatures come, Redis is asked no more often, in milliseconds. */
const READ_EVERY_MS = 1_000;

/** Knows them. */
export class WebhookSecrets {
  readonly #own: readonly string[];
  readonly #registrations: Pick<Registrations, 'all'> | undefined;
  readonly #monotonic: () => number;
  #registered: readonly string[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  /**
   * @param own of the settings
   * @param registrations undefined where this service registers none
   * @param monotonic milliseconds from a clock that never jumps
   */
  constructor(
    own: readonly string[],
    registrations: Pick<Registrations, 'all'> | undefined,
    monotonic = () => performance.now(),
  ) {
    this.#own = own;
    this.#registrations = registrations;
    this.#monotonic = monotonic;
  }

  /** Whether webhooks can be believed at all. */
  get areOn(): boolean {
    return this.#own.length > 0 || this.#registrations !== undefined;
  }

  /**
   * Whether a body is signed with one of them. One that was registered since this process read them is read now: a secret is in Redis before
   * Cal.com knows it.
   * @throws when Redis cannot be reached
   */
  async fit(body: Uint8Array, signature: string | undefined): Promise<boolean> {
    if (this.#fitsKnown(body, signature)) return true;
    const now = this.#monotonic();
    if (this.#registrations === undefined || now - this.#readAt < READ_EVERY_MS) return false;
    this.#readAt = now;
    this.#registered = (await this.#registrations.all()).flatMap(({ secret }) => secret ?? []);
    return this.#fitsKnown(body, signature);
  }

  #fitsKnown(body: Uint8Array, signature: string | undefined): boolean {
    return [...this.#own, ...this.#registered].some((secret) => isSigned(body, signature, secret));
  }
}
