/** What the doctor finds: one line each. */

/** A line. */
export interface Finding {
  readonly state: 'OK' | 'WARN' | 'FAIL';
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly text: string;
  /** What to do about it; of what is not OK. */
  readonly todo?: string;
}

/** All is well. */
export const ok = (about: string, text: string): Finding => ({ state: 'OK', about, text });

/** It works, and something about it should be known. */
export const warn = (about: string, text: string, todo: string): Finding => ({ state: 'WARN', about, text, todo });

/** It does not work. */
export const fail = (about: string, text: string, todo: string): Finding => ({ state: 'FAIL', about, text, todo });

/** A finding for people. */
export const findingInWords = ({ state, about, text, todo }: Finding): string =>
  `${state.padEnd(5)}${about}: ${text}${todo === undefined ? '' : `\n     → ${todo}`}`;

/** What an error says, without the credentials that the address in it may carry. */
export const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\/\/[^@\s/]*@/g, '//').replace(/\.$/, '');
