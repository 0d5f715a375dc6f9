// What a measure is: someone who is asked all questions of a file, and how the answers are judged.

import type { Slots, VectorCase, VectorFile } from './vector_file.ts';

/** An answer, and how many calls of Cal.com it took. */
export type Answered = {
  readonly data: Slots;
  readonly calls: number;
  /** What is true at the moment of the answer, where that is not what was recorded. */
  readonly truth?: Slots;
  /** Why the answer may differ from what is true, where there is a reason. */
  readonly excuse?: string | undefined;
};

/** Someone who stands in one file's world, from its first question to its last. */
export type Asked = {
  ask(question: VectorCase): Promise<Answered>;
  end(): Promise<void>;
};

/** One way to ask, and to judge what comes back. */
export type Measure = {
  readonly name: string;
  readonly about: string;
  begin(file: VectorFile): Promise<Asked>;
  /** What is wrong with an answer, in words; undefined when it is right. */
  judge(question: VectorCase, answered: Answered): string | undefined;
};
