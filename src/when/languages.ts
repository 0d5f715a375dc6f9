/** The languages in which it can be said when. */
import { de } from './languages/de.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fr } from './languages/fr.ts';
import { it } from './languages/it.ts';
import { nl } from './languages/nl.ts';
import { pt } from './languages/pt.ts';
import type { Vocabulary } from './vocabulary.ts';

const VOCABULARIES: ReadonlyMap<string, Vocabulary> = new Map(Object.entries({ de, en, es, fr, it, nl, pt }));

/** The table of a language by its tag (BCP 47); English where there is none. */
export const vocabularyOf = (tag: string): Vocabulary =>
  VOCABULARIES.get(tag.split(/[-_]/)[0]?.toLowerCase() ?? '') ?? en;

/** The region that a tag names (`en-GB`), in capitals. */
export const regionOf = (tag: string): string | undefined => /[-_]([A-Za-z]{2})\b/.exec(tag)?.[1]?.toUpperCase();
