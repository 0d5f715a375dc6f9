/** RFC 9457 problem documents: every way in which a request or a verification can go wrong, named once. */
import type { SpeechDocument } from './speech_schema.ts';

/** What `application/problem+json` holds. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** A path at this service where people read what happened and what to do. */
  readonly help: string;
  /** RFC 9457's example extension: a JSON pointer (RFC 6901) into the body, or a header's or parameter's name, and the reason. */
  readonly errors?: readonly {
    readonly pointer?: string;
    readonly header?: string;
    readonly parameter?: string;
    readonly reason: string;
  }[];
  /** Of a slot that is taken: what is free instead, nearest first. */
  readonly alternatives?: readonly unknown[];
  /** A sentence for the caller, where `language` was given and there is something to say. */
  readonly speech?: SpeechDocument;
}

const PROBLEMS = {
  malformed: { status: 400, title: 'The request cannot be read' },
  unauthorized: { status: 401, title: 'A valid API key is required' },
  'signature-invalid': { status: 401, title: 'The signature is not valid' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'verification-not-found': { status: 404, title: 'No such verification' },
  'booking-not-found': { status: 404, title: 'No such booking' },
  'hold-not-found': { status: 404, title: 'No such hold' },
  'event-type-not-found': { status: 404, title: 'Cal.com knows no such event type' },
  'method-not-allowed': { status: 405, title: 'This method is not supported here' },
  'slot-taken': { status: 409, title: 'The slot is taken' },
  'booking-unchangeable': { status: 409, title: 'The booking cannot be changed now' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  invalid: { status: 422, title: 'The request is not valid' },
  'start-in-the-past': { status: 422, title: 'The requested time is in the past' },
  'refused-by-calcom': { status: 422, title: 'Cal.com refused the question' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  'bookings-not-configured': { status: 503, title: 'Bookings are not configured' },
  'webhooks-not-configured': { status: 503, title: 'Webhooks are not configured' },
  'calcom-unavailable': { status: 503, title: 'Cal.com cannot be reached' },
  'event-type-failing': { status: 503, title: 'Cal.com fails for this event type' },
  'redis-unavailable': { status: 503, title: 'The queue cannot be reached' },
} as const;

/** The stable name of a problem; its `type` is `urn:slotproof:problem:<name>`. */
export type ProblemName = keyof typeof PROBLEMS;

/** All names, for the documentation. */
export const PROBLEM_NAMES = Object.keys(PROBLEMS) as readonly ProblemName[];

/** Where the pages about problems are; each is called after its problem. */
export const PROBLEM_PAGES_PATH = '/problems';

/**
 * The document of a problem. Its `help` is a path, so that it leads to a service that the reader can reach, behind whatever address; `type` is
 * compared by programs and must not depend on that.
 */
export const problem = (
  name: ProblemName,
  extra: Pick<Problem, 'detail' | 'errors' | 'alternatives'> = {},
): Problem => ({
  type: `urn:slotproof:problem:${name}`,
  ...PROBLEMS[name],
  ...extra,
  help: `${PROBLEM_PAGES_PATH}/${name}`,
});

/** Whether a document is of that problem. */
export const isProblem = ({ type }: Problem, name: ProblemName): boolean => type === problem(name).type;

/**
 * A problem as the one line that a failed job keeps as its reason, readable in Bull Board: `<name>: <detail>`.
 * `problemOfReason` reads it back.
 */
export const reasonOf = (name: ProblemName, detail: string): string => `${name}: ${detail}`;

/** The problem that a job's failure means; a reason of BullMQ's own (a job that stalled too often, say) is an internal one. */
export const problemOfReason = (reason: string): Problem => {
  const colon = reason.indexOf(': ');
  const name = reason.slice(0, colon);
  return isProblemName(name)
    ? problem(name, { detail: reason.slice(colon + 2) })
    : problem('internal', { detail: 'The job failed unexpectedly.' });
};

/** Whether there is such a problem. */
export const isProblemName = (name: string): name is ProblemName => Object.hasOwn(PROBLEMS, name);
