const FORM = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads ISO 8601 into epoch ms. Without an offset it is UTC, a date alone is its midnight. Undefined for anything else, a 30 February
 * included.
 */
export function readIsoInstant(text: string): number | undefined {
  const [, date, time, offset] = FORM.exec(text) ?? [];
  if (!date) return undefined;
  try {
    return Temporal.Instant.from(`${date}T${time ?? '00:00'}${offset ?? 'Z'}`).epochMilliseconds;
  } catch {
    return undefined;
  }
}
