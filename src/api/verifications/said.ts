/** Questions that are put as people put them, and answers that are spoken. */
import type { Response } from 'express';
import type { SaidReading } from '../../contract/said_question.ts';
import { type SaidAnswer, speechOfAnswer } from '../../contract/speech_document.ts';
import type { SpeechDocument } from '../../contract/speech_schema.ts';
import type { VerificationsContext } from './context.ts';

/** Whether a body says when in words, or wants the answer in them. */
export const isSaid = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && ('when' in body || 'language' in body || 'speechStyle' in body);

/** Reads such a body. */
export const readSaid = async (context: VerificationsContext, body: object): Promise<SaidReading> => {
  const { readSaidQuestion } = await import('../../contract/said_question.ts');
  return readSaidQuestion(body, context.clock(), context.config.defaultTimeZone);
};

/** Says the answer of a request, where that was asked for. */
type Say = (said: Omit<SaidAnswer, 'requested'>) => SpeechDocument;

/** Keeps with a request to whom its answer is said. */
export const keepHearer = (
  response: Response,
  { hearer, requested }: Extract<SaidReading, { kind: 'asked' }>,
): void => {
  if (hearer === undefined) return;
  const say: Say = (said) => speechOfAnswer({ ...said, requested }, hearer);
  response.locals.say = say;
};

/** The document, with what is said of it where that was asked for. */
export const spoken = <Document extends object>(
  response: Response,
  document: Document,
  said: Omit<SaidAnswer, 'requested'>,
): Document | (Document & { readonly speech: SpeechDocument }) => {
  const { say }: { say?: Say } = response.locals;
  return say === undefined ? document : { ...document, speech: say(said) };
};
