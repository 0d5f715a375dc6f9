/** Questions that are put as people put them. */
import type { SaidReading } from '../../contract/said_question.ts';
import type { VerificationsContext } from './context.ts';

/** Whether a body says when in words, or wants the answer in them. */
export const isSaid = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && ('when' in body || 'language' in body || 'speechStyle' in body);

/** Reads such a body. */
export const readSaid = async (context: VerificationsContext, body: object): Promise<SaidReading> => {
  const { readSaidQuestion } = await import('../../contract/said_question.ts');
  return readSaidQuestion(body, context.clock(), context.config.defaultTimeZone);
};
