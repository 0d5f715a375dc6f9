/** RFC 7240: what a caller prefers about waiting. */

/** The preferences that this service knows. */
export interface Preferences {
  readonly respondAsync: boolean;
  /** Seconds. */
  readonly wait: number | undefined;
}

const NONE: Preferences = { respondAsync: false, wait: undefined };

/** Reads a `Prefer` header. Unknown preferences, and values that cannot be read, are ignored (RFC 7240, section 2). */
export const readPreferences = (header: string | undefined): Preferences => {
  if (header === undefined) return NONE;
  let respondAsync = false;
  let wait: number | undefined;
  for (const preference of header.split(',')) {
    const [token = ''] = preference.split(';');
    const [name = '', value = ''] = token.split('=').map((part) => part.trim());
    if (name.toLowerCase() === 'respond-async') respondAsync = true;
    const seconds = /^"?(\d{1,6})"?$/.exec(value)?.[1];
    // The first of several counts (RFC 7240, section 2).
    if (name.toLowerCase() === 'wait' && seconds !== undefined) wait ??= Number(seconds);
  }
  return { respondAsync, wait };
};

/** Seconds, or undefined, that `Cache-Control` on a request allows data to be old (RFC 9111, section 5.2.1). */
export const readMaxAge = (header: string | undefined): number | undefined => {
  if (header === undefined) return undefined;
  let maxAge: number | undefined;
  for (const directive of header.split(',')) {
    const [name = '', value = ''] = directive.split('=').map((part) => part.trim());
    const seconds = /^"?(\d{1,10})"?$/.exec(value)?.[1];
    if (name.toLowerCase() === 'no-cache') maxAge = 0;
    else if (name.toLowerCase() === 'max-age' && seconds !== undefined)
      maxAge = Math.min(maxAge ?? Infinity, Number(seconds));
  }
  return maxAge;
};
