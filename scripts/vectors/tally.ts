// Asks every question of every measure, and counts by theme.

import { Readable } from 'node:stream';
import type { Measure } from './measure.ts';
import type { VectorFile } from './vector_file.ts';

/** An answer that differs: which, how, and the reason where it may. */
export type Difference = {
  readonly theme: string;
  readonly file: string;
  readonly case: number;
  readonly difference: string;
  readonly reason: string | undefined;
};

/** What one measure came to. `calls` are Cal.com's. */
export type Tally = {
  readonly measure: string;
  readonly about: string;
  readonly themes: readonly {
    readonly theme: string;
    readonly answers: number;
    readonly agree: number;
    readonly calls: number;
  }[];
  readonly differences: readonly Difference[];
};

/** What one measure came to in one file. */
type FileTally = {
  readonly theme: string;
  readonly answers: number;
  readonly calls: number;
  readonly differences: readonly Difference[];
};

/** Files share nothing, and most of a file's time goes by waiting for a Redis and for workers. */
const FILES_AT_ONCE = 4;

/** Runs one measure over files. */
export async function tallyOf(measure: Measure, files: readonly VectorFile[]): Promise<Tally> {
  const tallies: FileTally[] = await Readable.from(files)
    .map((file: VectorFile) => fileTallyOf(measure, file), { concurrency: FILES_AT_ONCE })
    .toArray();
  const themes = [...Map.groupBy(tallies, ({ theme }) => theme)].map(([theme, ofTheme]) => {
    const answers = sumOf(ofTheme, ({ answers }) => answers);
    const differing = sumOf(ofTheme, ({ differences }) => differences.length);
    return { theme, answers, agree: answers - differing, calls: sumOf(ofTheme, ({ calls }) => calls) };
  });
  const differences = tallies.flatMap((tally) => tally.differences);
  return { measure: measure.name, about: measure.about, themes, differences };
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

async function fileTallyOf(measure: Measure, file: VectorFile): Promise<FileTally> {
  const { theme, cases, name } = file;
  const differences: Difference[] = [];
  let sum = 0;
  const asked = await measure.begin(file);
  try {
    for (const [index, question] of cases.entries()) {
      const { difference, calls, excuse } = await asked.ask(question).then(
        (answered) => ({ ...answered, difference: measure.judge(question, answered) }),
        (error: unknown) => ({
          difference: error instanceof Error ? error.message : String(error),
          calls: 0,
          excuse: undefined,
        }),
      );
      sum += calls;
      if (difference !== undefined) differences.push({ theme, file: name, case: index, difference, reason: excuse });
    }
  } finally {
    await asked.end();
  }
  return { theme, answers: cases.length, calls: sum, differences };
}

/** The differences that nobody has a reason for. */
export function unexplained(tallies: readonly Tally[]): Difference[] {
  return tallies.flatMap(({ differences }) => differences.filter(({ reason }) => reason === undefined));
}
