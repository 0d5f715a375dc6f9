/** `npm run phrases`: how many phrases of the tables in `test/when` are read as they are meant, by language; `--show` lists the others. */
import { phrasesOf, readingOf } from '../test/when/phrase_table.ts';

const isShowing = process.argv.includes('--show');
for (const name of ['phrases', 'held_out'] as const) {
  const phrases = await phrasesOf(name);
  const counts = new Map<string, { right: number; all: number }>();
  for (const phrase of phrases) {
    const count = counts.get(phrase.language) ?? { right: 0, all: 0 };
    const read = readingOf(phrase);
    const isRight = read === phrase.reading;
    counts.set(phrase.language, { right: count.right + (isRight ? 1 : 0), all: count.all + 1 });
    if (isShowing && !isRight)
      console.log(`${name}: ${phrase.language}: "${phrase.phrase}" is ${phrase.reading}, read as ${read}`);
  }
  const right = [...counts.values()].reduce((sum, count) => sum + count.right, 0);
  const each = [...counts].map(([language, count]) => `${language} ${count.right}/${count.all}`).join(', ');
  console.log(`${name}: ${right} of ${phrases.length} (${each})`);
}
