// What a measure is: someone who is asked all questions of a file, and how the answers are judged.

import type { Slots, VectorCase, VectorFile } from './vector_file.ts';

/** An answer, and how many calls of Cal.com it took. */
export type Answered = { readonly data: Slots; readonly calls: number };

/** Someone who stands in one file's world, from its first question to its last. */
export type Asked = {
  ask(question: VectorCase): Promise<Answered>;
  end(): Promise<void>;
};

/** A question that may be answered otherwise than Cal.com does, and why. */
export type Exception = { readonly file: string; readonly case: number; readonly reason: string };

/** One way to ask, and to judge what comes back. */
export type Measure = {
  readonly name: string;
  readonly about: string;
  /** The answers that are known to differ; cases are numbered from 0. */
  readonly exceptions: readonly Exception[];
  begin(file: VectorFile): Promise<Asked>;
  /** What is wrong with an answer, in words; undefined when it is right. */
  judge(question: VectorCase, data: Slots): string | undefined;
};
