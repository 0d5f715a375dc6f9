import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Lines that wait for a reader who is behind, in bytes; what comes after is dropped rather than kept until memory is gone. */
const MOST_WAITING = 16 * 1024 * 1024;

/** Lines are written together once they have so many bytes, or after so many milliseconds. */
const WRITTEN_TOGETHER = 8 * 1024;
const FLUSH_MS = 50;

let written = { at: 0, text: '' };

/** pino's own, but once for all lines of a millisecond. */
const isoTime = (): string => {
  const at = Date.now();
  if (at !== written.at) written = { at, text: `,"time":"${new Date(at).toISOString()}"` };
  return written.text;
};

/**
 * The process's logger: JSON lines, or readable ones where a person is watching a terminal.
 * @param role which process speaks: `api`, `worker`
 * @param level a pino level
 * @param destination where the lines go; standard output unless given
 */
export const createLogger = (role: string, level: string, destination?: DestinationStream): Logger => {
  const options = {
    level,
    base: { role, pid: process.pid },
    timestamp: isoTime,
    // A second line of defence only: nothing that holds a credential is handed to the logger in the first place.
    redact: { paths: ['*.authorization', '*.apiKey', '*.secret', 'authorization', 'apiKey', 'secret'], remove: true },
  };
  if (destination !== undefined) return pino(options, destination);
  if (!process.stdout.isTTY) {
    // A synchronous write to a pipe whose reader is behind stops the process for 100 ms at a time. Written one by one without waiting,
    // lines cost 65 µs of processor time each, a quarter of a cached answer; together, a tenth of that. pino writes what is left when
    // the process exits; a SIGKILL loses at most `FLUSH_MS` of lines.
    return pino(
      options,
      pino.destination({ sync: false, minLength: WRITTEN_TOGETHER, periodicFlush: FLUSH_MS, maxLength: MOST_WAITING }),
    );
  }
  return pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
};

/**
 * The same logger for lines that are made of a few known facts, a thousand times a second: it does not look for secrets, which takes
 * longer than all the rest of a line.
 */
export const withoutRedaction = (logger: Logger): Logger => logger.child({}, { redact: [] });
