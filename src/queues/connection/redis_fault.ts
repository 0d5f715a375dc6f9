const MESSAGES =
  /Connection is closed|Stream isn't writeable|Command timed out|Reached the max retries|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|LOADING |READONLY |CLUSTERDOWN|MASTERDOWN|Failed to refresh slots cache|None of startup nodes/;

/** Whether an error says that Redis cannot be used right now (ioredis gives these plain messages, no class of their own). */
export const isRedisFault = (error: unknown): boolean =>
  error instanceof Error && MESSAGES.test(`${error.name} ${error.message}`);
