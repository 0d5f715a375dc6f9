/** Turns a phrase into the English and the marks of `vocabulary.ts`, by its language's table. */
import type { Vocabulary } from './vocabulary.ts';

/** A phrase as it is read. */
export interface Translation {
  readonly english: string;
  /** Whether it had words that the table does not know: of them it is not known whether they tell of the time. */
  readonly hasUnknownWords: boolean;
}

const WORD_END = "(?:(?<=[ '])|(?![\\p{L}\\p{N}]))";

/** What every language writes alike. */
const WRITTEN_ALIKE: readonly (readonly [RegExp, string])[] = [
  [/(\d{4}-\d{2}-\d{2})(?:t|(?![\p{L}\p{N}]))/uy, '$1 '],
  [/(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)/uy, '[date=$1/$2/$3]'],
  [/(\d{1,2}):(\d{2})(?::\d{2})?(?!\d)/uy, '@$1:$2'],
  [/(\d{1,2})[./-](\d{1,2})\.?(?![\d:])/uy, '[date=$1/$2]'],
  [/([ap])\.? ?m\.?(?![\p{L}\p{N}])/uy, '$1m'],
];

/** Translates a phrase. */
export const inEnglish = (phrase: string, vocabulary: Vocabulary): Translation => {
  const text = withDigits(plain(phrase).replace(vocabulary.seam ?? NOWHERE, ' '), vocabulary.numbers);
  const rules = rulesOf(vocabulary);
  const english: string[] = [];
  let hasUnknownWords = false;
  for (let at = 0; at < text.length; ) {
    const translated = firstFit(rules.sayings, text, at) ?? firstFit(WRITTEN_ALIKE, text, at);
    if (translated !== undefined) {
      english.push(translated.meaning);
      at = translated.end;
      continue;
    }
    const [word = ''] = /^(?:\d+|\p{L}[\p{L}'-]*|.)/u.exec(text.slice(at)) ?? [];
    if (/^\d/.test(word)) english.push(word);
    else if (/^\p{L}/u.test(word) && !rules.fillers.has(word)) hasUnknownWords = true;
    at += word.length;
  }
  return { english: english.join(' ').replaceAll(/ +/g, ' ').trim(), hasUnknownWords };
};

const NOWHERE = /(?!)/g;

/** Small letters without accents, since neither speech recognition nor people set them reliably. */
const plain = (phrase: string): string =>
  phrase
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/[’‘`´]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim();

const withDigits = (text: string, numbers: Readonly<Record<string, number>>): string =>
  text.replaceAll(/\p{L}+(?:-\p{L}+)*/gu, (word) => (Object.hasOwn(numbers, word) ? String(numbers[word]) : word));

interface Rules {
  readonly sayings: readonly (readonly [RegExp, string])[];
  readonly fillers: ReadonlySet<string>;
}

const compiled = new WeakMap<Vocabulary, Rules>();

const rulesOf = (vocabulary: Vocabulary): Rules => {
  let rules = compiled.get(vocabulary);
  if (rules === undefined) {
    rules = {
      sayings: vocabulary.sayings.map(([said, meaning]) => [
        new RegExp(`(?<![\\p{L}\\p{N}])(?:${said})${WORD_END}`, 'uy'),
        meaning,
      ]),
      fillers: new Set(vocabulary.fillers.split(' ')),
    };
    compiled.set(vocabulary, rules);
  }
  return rules;
};

const firstFit = (
  rules: readonly (readonly [RegExp, string])[],
  text: string,
  at: number,
): { readonly meaning: string; readonly end: number } | undefined => {
  for (const [said, meaning] of rules) {
    said.lastIndex = at;
    const match = said.exec(text);
    if (match === null || match[0] === '') continue;
    const filled = meaning.replaceAll(/\$(\d)/g, (_, group) => match[Number(group)] ?? '');
    return { meaning: filled, end: at + match[0].length };
  }
  return undefined;
};
