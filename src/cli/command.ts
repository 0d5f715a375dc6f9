/** What a command of the command line is. */

/** Where a command writes, and what it knows of its surroundings. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line for whoever called. */
  say(line: string): void;
  /** Writes a line about what the command does, which is no result. */
  note(line: string): void;
}

/** A command. */
export interface Command {
  /** One line. */
  readonly summary: string;
  /** All that `--help` prints. */
  readonly help: string;
  /** @param args behind the command's name @returns the exit code @throws {UsageError} for what it cannot read */
  run(args: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** The command line cannot be read; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
