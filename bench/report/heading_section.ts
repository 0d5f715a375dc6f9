import type { BenchResult } from '../figures.ts';
import { duration } from './format_number.ts';
import { inline, markdownTable, words } from './markdown_table.ts';

const QUICK = `> [!WARNING]
> **This is the quick form: its figures are not to be quoted.** It shows that the benchmark works. Its loads are so short and so small
> that a disturbance of the machine changes every speed.`;

const CONTENDERS = `The same traffic is put to each contender, each in front of a simulator of Cal.com with the same calendars:

- **before**: the algorithm that the service replaces. It asks Cal.com in sequence, one call a strategy, a candidate and a day.
- **nginx**: \`proxy_cache\` in front of Cal.com, with the rules in the client.
- **slotproof**: this service, its api and worker processes and a Redis.

A contender that is not listed was not on the machine.`;

const AGAIN = `\`\`\`sh
npm run bench                   # all of it
npm run bench -- --quick        # a short form: shows that it works, gives no figures to quote
npm run bench -- --duration 4h  # so long goes the sustained load on
npm run bench:report            # writes this report again from the last run's figures
\`\`\``;

/** The top of the report: what it compares, how to make it again, when and on what it was made. */
export const headingSection = ({
  quick,
  startedAt,
  seconds,
  seed,
  machine,
}: Pick<BenchResult, 'quick' | 'startedAt' | 'seconds' | 'seed' | 'machine'>): string => {
  const began = Temporal.Instant.from(startedAt).toString({ smallestUnit: 'minute' });
  const run = [
    ['date', `${began.slice(0, 10)}, ${began.slice(11, 16)} UTC`],
    ['form', quick ? '**quick**' : 'full'],
    ['length of the run', duration(seconds)],
    ['seed', inline(seed)],
    ...Object.entries(machine).map(([what, value]) => [inline(what), inline(value)]),
  ];
  return ['# Benchmark', ...(quick ? [QUICK] : []), CONTENDERS, AGAIN, markdownTable([words(''), words('')], run)].join(
    '\n\n',
  );
};
