/**
 * Why a process cannot start, in one sentence for the person who started it. The edge (`main.ts` of each process)
 * prints the message alone and exits with 1: a stack trace would say nothing that the sentence does not.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
