/** The languages that are spoken. */
import { de } from './languages/de.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fr } from './languages/fr.ts';
import { it } from './languages/it.ts';
import { nl } from './languages/nl.ts';
import { pt } from './languages/pt.ts';
import type { Tongue } from './tongue.ts';

/** By their codes (ISO 639-1). */
export const TONGUES: Readonly<Record<string, Tongue>> = { en, de, fr, es, it, nl, pt };

/** What is spoken where a language is asked for: its sentences, and the tag by which `Intl` writes days. */
export interface Spoken {
  readonly tag: string;
  readonly tongue: Tongue;
}

/** The sentences for a tag (BCP 47). A region counts for how days are written; a language that is not spoken gets English. */
export const spokenFor = (tag: string): Spoken => {
  const code = tag.split(/[-_]/)[0]?.toLowerCase() ?? '';
  const tongue = Object.hasOwn(TONGUES, code) ? TONGUES[code] : undefined;
  if (tongue === undefined) return { tag: 'en', tongue: en };
  const [canonical] = canonicalTag(tag);
  return { tag: canonical ?? code, tongue };
};

const canonicalTag = (tag: string): readonly string[] => {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
};
