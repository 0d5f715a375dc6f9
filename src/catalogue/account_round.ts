/** The calls of one round, counted and bounded, and what they did not bring. */
import type { AccountCall, MakeCall } from '../calcom/account_call.ts';
import { isKeyRefused } from '../calcom/errors.ts';

/** Asks for one part after another. */
export class AccountRound {
  readonly #makeCall: MakeCall;
  /** What the key was refused, what is beyond the calls, and what could not be read, in words. */
  readonly missing: string[] = [];
  #left: number;

  /** @param most calls that may be made */
  constructor(makeCall: MakeCall, most: number) {
    this.#makeCall = makeCall;
    this.#left = most;
  }

  get left(): number {
    return this.#left;
  }

  /** From now on at most so many. */
  bound(calls: number): void {
    this.#left = Math.min(this.#left, calls);
  }

  /**
   * Asks for a part.
   * @param what begins the sentence that says why it is missing
   * @returns undefined when Cal.com refuses it or no call is left for it
   * @throws {CalcomRefused} when it is the key itself that is refused, for a part that every key may see
   * @throws whatever else the call throws
   */
  async ask<T>(what: string, call: AccountCall<T>, everyKeyMay = false): Promise<T | undefined> {
    if (this.#left <= 0) {
      this.missing.push(`${what}: no call was left for it`);
      return undefined;
    }
    this.#left -= 1;
    try {
      const { value, unreadable } = await this.#makeCall(call);
      if (unreadable > 0) this.missing.push(`${unreadable} of ${what}: Cal.com's answer cannot be read`);
      return value;
    } catch (error) {
      if (!isKeyRefused(error)) throw error;
      if (everyKeyMay && error.status === 401) throw error;
      this.missing.push(`${what}: Cal.com answered ${error.status}, ${error.message}`);
      return undefined;
    }
  }
}
