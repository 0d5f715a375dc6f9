/** Who hears the answer of a request: kept with it, so that whatever answers it, a problem too, can be said. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { reasonOfIssue } from '../../contract/body_fault.ts';
import { messageOfProblem } from '../../contract/messages.ts';
import type { Problem } from '../../contract/problem.ts';
import { type Hearer, hearerOf, speechDocument, withSpeech } from '../../contract/speech_document.ts';
import { spokenShape, spokenToOf } from '../../contract/speech_schema.ts';
import type { SpokenTo } from '../../queues/job_queue/spoken_to.ts';
import type { Message } from '../../speech/speak.ts';
import type { EpochMs } from '../../verification/time.ts';
import { completeProblems, RequestProblem } from '../http/problem_response.ts';

/** What answers are said with. */
export interface SpeakingContext {
  readonly config: Pick<Config, 'defaultTimeZone'>;
  readonly clock: () => EpochMs;
}

const spokenSchema = z.object(spokenShape);

/** How a caller wants to be spoken to by the query of its request. @throws {RequestProblem} where that cannot be read */
export const spokenToInQuery = ({ config }: SpeakingContext, request: Request): SpokenTo | undefined => {
  const read = spokenSchema.safeParse(request.query, { error: reasonOfIssue });
  if (read.success) return spokenToOf(read.data, config.defaultTimeZone);
  const errors = read.error.issues.map(({ path, message }) => ({ parameter: path.join('.'), reason: message }));
  throw new RequestProblem('invalid', { errors });
};

/** The same by its body. Whoever reads the rest of that tells what is wrong with it. */
export const spokenToInBody = ({ config }: SpeakingContext, request: Request): SpokenTo | undefined => {
  const read = spokenSchema.safeParse(request.body);
  return read.success ? spokenToOf(read.data, config.defaultTimeZone) : undefined;
};

/** Keeps who hears the answer of a request, where it is to be said. @param timeZone in which times are said */
export const keepHearer = (
  { clock }: SpeakingContext,
  response: Response,
  spokenTo: SpokenTo | undefined,
  timeZone: string,
): void => {
  if (spokenTo === undefined) return;
  const hearer = hearerOf(spokenTo, timeZone, clock());
  response.locals.hearer = hearer;
  completeProblems(response, (found) => sayProblem(found, messageOfProblem(found), hearer));
};

/** A document, with what is said of it where that was asked for. */
export const spoken = <Document extends object>(response: Response, document: Document, messageOf: () => Message) =>
  withSpeech(document, messageOf, keptHearer(response));

/** The same of a problem of which more is known than its name. */
export const spokenProblem = (response: Response, found: Problem, message: Message): Problem => {
  const hearer = keptHearer(response);
  return hearer === undefined ? found : sayProblem(found, message, hearer);
};

const keptHearer = (response: Response): Hearer | undefined => response.locals.hearer;

const sayProblem = (found: Problem, message: Message | undefined, hearer: Hearer): Problem =>
  message === undefined || found.speech !== undefined ? found : { ...found, speech: speechDocument(message, hearer) };
