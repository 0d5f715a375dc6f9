/** Questions that are put as people put them, and answers that are spoken. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { reasonOfIssue } from '../../contract/body_fault.ts';
import type { SaidReading } from '../../contract/said_question.ts';
import { type SaidAnswer, speechOfAnswer } from '../../contract/speech_document.ts';
import { type SpeechDocument, saidShape } from '../../contract/speech_schema.ts';
import type { VerificationJob } from '../../queues/verifications/job.ts';
import { RequestProblem } from '../http/problem_response.ts';
import type { VerificationsContext } from './context.ts';

/** Whether a body says when in words, or wants the answer in them. */
export const isSaid = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && ('when' in body || 'language' in body || 'speechStyle' in body);

/** Reads such a body. */
export const readSaid = async (context: VerificationsContext, body: object): Promise<SaidReading> => {
  const { readSaidQuestion } = await import('../../contract/said_question.ts');
  return readSaidQuestion(body, context.clock(), context.config.defaultTimeZone);
};

const polledSchema = z.object({
  language: saidShape.language,
  speechStyle: saidShape.speechStyle,
});

/** Keeps with a poll to whom the answer is said, where `language` in its query tells. @throws {RequestProblem} for one that cannot */
export const keepPollingHearer = (
  { clock, config }: VerificationsContext,
  request: Request,
  response: Response,
  { timeZone, requested, seeks }: Pick<VerificationJob, 'timeZone' | 'requested' | 'seeks'>,
): void => {
  const read = polledSchema.safeParse(request.query, { error: reasonOfIssue });
  if (!read.success) {
    const errors = read.error.issues.map(({ path, message }) => ({ parameter: path.join('.'), reason: message }));
    throw new RequestProblem('invalid', { errors });
  }
  const { language, speechStyle = 'clock' } = read.data;
  if (language === undefined) return;
  const listener = { timeZone, usualZone: config.defaultTimeZone, now: clock(), style: speechStyle };
  keepHearer(response, {
    hearer: { language, listener },
    requested: seeks === undefined ? requested : undefined,
  });
};

/** Says the answer of a request, where that was asked for. */
type Say = (said: Omit<SaidAnswer, 'requested'>) => SpeechDocument;

/** Keeps with a request to whom its answer is said. */
export const keepHearer = (
  response: Response,
  { hearer, requested }: Pick<Extract<SaidReading, { kind: 'asked' }>, 'hearer' | 'requested'>,
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
