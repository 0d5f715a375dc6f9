/**
 * One sentence for the caller, and the parts to make another of. No model has a part in it: the sentence names the times that the answer holds, all of
 * them that are said at all, in their order, and no other.
 */
import type { EpochMs } from '../verification/time.ts';
import { fill } from './fill.ts';
import { type Listener, sayDate, sayTime } from './spoken_time.ts';
import type { SentenceName } from './tongue.ts';
import { spokenFor } from './tongues.ts';

/** More than three are not kept in mind by ear. */
const MOST_OPTIONS = 3;

/** What is to be said. */
export interface Message {
  readonly sentence: SentenceName;
  /** The time that was asked for, booked or held. */
  readonly about?: EpochMs | undefined;
  /** What is offered, the best first. */
  readonly options?: readonly EpochMs[];
  /** ISO dates that a question is about. */
  readonly dates?: readonly string[];
}

/** A time in the sentence. */
export interface SpeechPart {
  readonly role: 'about' | 'option';
  readonly instant: EpochMs;
  readonly day: string;
  readonly time: string;
}

/** What is said. */
export interface Speech {
  /** BCP 47; English where the language that was asked for is not spoken. */
  readonly language: string;
  readonly text: string;
  readonly parts: readonly SpeechPart[];
}

/** Says a message. @param language BCP 47 */
export const speak = (message: Message, language: string, listener: Listener): Speech => {
  const spoken = spokenFor(language);
  const { tag, tongue } = spoken;
  const { about, dates = [] } = message;
  const template = tongue.sentences[message.sentence];
  const options = template.includes('{options}') ? (message.options ?? []).slice(0, MOST_OPTIONS) : [];
  const parts: SpeechPart[] = [];
  const values: Record<string, string> = {};
  if (about !== undefined && /\{(?:slot|requested)\}/.test(template)) {
    const { text, day, time } = sayTime(about, spoken, listener);
    values.slot = text;
    values.requested = text;
    parts.push({ role: 'about', instant: about, day, time });
  }
  const said = options.map((instant, index) => {
    const { text, day, time } = sayTime(instant, spoken, listener, options[index - 1]);
    parts.push({ role: 'option', instant, day, time });
    return text;
  });
  const either = new Intl.ListFormat(tag, { type: 'disjunction' });
  values.options = either.format(said);
  const days = dates.map((date) => Temporal.PlainDate.from(date));
  values.dates = either.format(days.map((date) => sayDate(date, 0, spoken)));
  return { language: tag, text: begun(fill(template, values), tag), parts };
};

/** A sentence may begin with a day. */
const begun = (text: string, tag: string): string => {
  const [first = '', ...rest] = text;
  return `${first.toLocaleUpperCase(tag)}${rest.join('')}`;
};
