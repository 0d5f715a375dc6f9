/** The verification in an answer's body, as far as the scripts look at it. */

/** What a body says. */
export type DocumentReading =
  | { readonly status: 'running' | 'failed' | 'completed' }
  | { readonly status: 'wrong'; readonly fault: string };

const MOST_ALTERNATIVES = 2;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrong = (fault: string): DocumentReading => ({ status: 'wrong', fault });

/** Reads a body and looks whether what it says holds together. */
export const readDocument = (body: unknown): DocumentReading => {
  const document = parse(body);
  if (!isRecord(document)) return wrong('the body is no JSON object');
  switch (document.status) {
    case 'queued':
    case 'active':
      return { status: 'running' };
    case 'failed':
      return { status: 'failed' };
    case 'completed':
      return readCompleted(document);
    default:
      return wrong(`status ${JSON.stringify(document.status)}`);
  }
};

const parse = (body: unknown): unknown => {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
};

const readCompleted = ({ outcome, requested, slot, alternatives }: Readonly<Record<string, unknown>>) => {
  const asked = startOf(requested);
  if (asked === undefined || !Array.isArray(alternatives)) return wrong('the requested time or the alternatives lack');
  const offered: readonly unknown[] = alternatives;
  const starts = offered.map(startOf);
  const fits =
    outcome === 'available'
      ? startOf(slot) === asked && starts.length === 0
      : outcome === 'alternatives'
        ? slot === undefined && starts.length >= 1 && starts.length <= MOST_ALTERNATIVES
        : outcome === 'unavailable' && slot === undefined && starts.length === 0;
  if (!fits) return wrong(`outcome ${JSON.stringify(outcome)} does not fit what is offered`);
  const now = Date.now();
  if (starts.some((start) => start === undefined || start === asked || start < now)) {
    return wrong('an alternative is the requested time, or in the past');
  }
  return new Set(starts).size === starts.length ? COMPLETED : wrong('the same alternative twice');
};

const COMPLETED: DocumentReading = { status: 'completed' };

/** Milliseconds since the epoch. */
const startOf = (value: unknown): number | undefined => {
  const start = isRecord(value) && typeof value.start === 'string' ? Date.parse(value.start) : Number.NaN;
  return Number.isNaN(start) ? undefined : start;
};
