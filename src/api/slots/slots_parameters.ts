/** The parameters of a query as Cal.com's framework sees them, and what is wrong with them in its words. */
import { type ParsedQs, parse } from 'qs';

/** What a parameter may be given as: `a=1`, `a=1&a=2` or `a[]=1`, `a[b]=1`, or not at all. */
export type Given = ParsedQs[string];

/** Cal.com's setting: a list of more is no list for it. */
const MOST_ELEMENTS = 1_000;

/** Reads parameters and collects what is wrong with them. Whoever asks in Cal.com's order is answered in Cal.com's order. */
export class SlotsParameters {
  readonly #given: ParsedQs;
  readonly #faults: string[] = [];

  /** @param text a query string without the question mark */
  constructor(text: string) {
    this.#given = parse(text, { arrayLimit: MOST_ELEMENTS });
  }

  /** All faults in one line, if there are any. */
  get message(): string | undefined {
    return this.#faults.length === 0 ? undefined : this.#faults.join(', ');
  }

  fault(property: string, ...reasons: readonly string[]): undefined {
    this.#faults.push(`${property} property is wrong,${reasons.join(', ')} `);
  }

  has(property: string): boolean {
    return Object.hasOwn(this.#given, property);
  }

  given(property: string): Given {
    return this.has(property) ? this.#given[property] : undefined;
  }

  refuseOthers(known: readonly string[]): void {
    for (const property of Object.keys(this.#given)) {
      if (!known.includes(property)) this.fault(property, `property ${property} should not exist`);
    }
  }

  text(property: string): string | undefined {
    return this.has(property) ? this.requiredText(property) : undefined;
  }

  requiredText(property: string): string | undefined {
    const given = this.given(property);
    return typeof given === 'string' ? given : this.fault(property, `${property} must be a string`);
  }

  /** Cal.com takes the digits that a text begins with, and the first of several values. */
  wholeNumber(property: string): number | undefined {
    // biome-ignore lint/correctness/useParseIntRadix: Cal.com gives none either, and so reads 0x1F as 31.
    const number = Number.parseInt(String(this.given(property)));
    return Number.isFinite(number)
      ? number
      : this.fault(property, `${property} must be a number conforming to the specified constraints`);
  }
}
