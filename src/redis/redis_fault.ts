/** What says that Redis cannot be used right now: ioredis and Redis give plain messages, no class of their own. */

/** That there is no connection, or none that answers. */
const CONNECTION =
  /Connection is closed|aborted due to connection close|Stream isn't writeable|Command timed out|Reached the max retries|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Socket timeout|Failed to refresh slots cache|None of startup nodes/;

/** What a server says that refuses what it is asked, by the first word of its answer, for people. */
const REFUSALS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/\bOOM\b/, 'Redis is full: its maxmemory is reached'],
  [/\bMISCONF\b/, 'Redis cannot write to its disk'],
  [/\bREADONLY\b/, 'Redis is a replica, which takes no writes'],
  [/\bLOADING\b/, 'Redis loads its data still'],
  [/\bMASTERDOWN\b/, 'Redis is a replica that has lost its master'],
  [/\bNOREPLICAS\b/, 'Redis has too few replicas to take writes'],
  [/\b(?:NOAUTH|WRONGPASS)\b/, 'Redis does not accept the password'],
  [/\bNOPERM\b/, 'Redis does not let this user do that'],
  // Of commands that went together ioredis follows no server that sends them to several others: a master has been lost.
  [/\b(?:CLUSTERDOWN|TRYAGAIN|(?:MOVED|ASK) \d+)\b/, 'the Redis Cluster is not whole'],
  [/\bBUSY\b/, 'Redis is busy with a script'],
];

/** A transaction that was refused says only that it was; why is in what its commands were answered. */
const textOf = (error: Error & { readonly previousErrors?: unknown }): string =>
  [`${error.name} ${error.message}`, ...(Array.isArray(error.previousErrors) ? error.previousErrors : [])].join(' ');

/** Whether an error says that Redis cannot be used right now. */
export const isRedisFault = (error: unknown): error is Error =>
  error instanceof Error &&
  (CONNECTION.test(textOf(error)) || REFUSALS.some(([pattern]) => pattern.test(textOf(error))));

/** What such an error says, as a sentence without its stop. */
export const redisFaultInWords = (error: Error): string =>
  REFUSALS.find(([pattern]) => pattern.test(textOf(error)))?.[1] ?? 'Redis does not answer';
