/**
 * The values of a webhook's body with the names that lead to them, whatever its form. A template can be JSON of any shape, what a form
 * would send, or plain words.
 */

/** One value. */
export interface Leaf {
  /** The names that lead to it, outermost first, in lower case and without anything but letters and digits. */
  readonly path: readonly string[];
  readonly value: string | number;
}

/** A body with more is no webhook of a booking. */
const MOST_LEAVES = 5_000;

/** What people have typed in: a date among it is no booking's. */
const TYPED_IN =
  /^(?:responses|userfieldsresponses|bookingfieldsresponses|custominputs|metadata|description|additionalnotes|notes|location|title|eventtitle|eventdescription|cancellationreason|rejectionreason)$/;

/** All values of a JSON document, in their order. */
export const leavesOf = (json: unknown): readonly Leaf[] => {
  const leaves: Leaf[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    if (leaves.length >= MOST_LEAVES) return;
    if (typeof value === 'string' || typeof value === 'number') leaves.push({ path, value });
    else if (Array.isArray(value)) for (const item of value) walk(item, path);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        const plain = plainName(name);
        if (!TYPED_IN.test(plain)) walk(inner, [...path, plain]);
      }
    }
  };
  walk(json, []);
  return leaves;
};

/**
 * The values of a body that is no JSON: fields of a form, or else the words of a text. A template is not encoded as a form would be, so a plus
 * is a plus: it stands in `+00:00`.
 */
export const leavesOfText = (body: string): readonly Leaf[] => {
  if (FORM.test(body)) {
    return [...new URLSearchParams(body.replaceAll('+', '%2B'))]
      .slice(0, MOST_LEAVES)
      .map(([name, value]) => ({
        path: name
          .split(/[.[\]]+/)
          .map(plainName)
          .filter((part) => part !== ''),
        value: value.trim(),
      }))
      .filter(({ path }) => !path.some((part) => TYPED_IN.test(part)));
  }
  return (body.match(/[\w:.+@-]+/g) ?? [])
    .slice(0, MOST_LEAVES)
    .map((value) => ({ path: [], value: value.replace(/[.:]+$/, '') }));
};

const FORM = /^[\w.[\]-]+=[^&]*(?:&[\w.[\]-]+=|&|$)/;

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
