import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

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
    timestamp: pino.stdTimeFunctions.isoTime,
    // A second line of defence only: nothing that holds a credential is handed to the logger in the first place.
    redact: { paths: ['*.authorization', '*.apiKey', '*.secret', 'authorization', 'apiKey', 'secret'], remove: true },
  };
  if (destination !== undefined) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  return pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
};
