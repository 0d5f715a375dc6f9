/** What is kept of every verification that the api answers: one count, and one line. */
import { answerFacts } from '../../contract/answer_facts.ts';
import type { CacheState, VerificationResult } from '../../telemetry/api_metrics.ts';
import type { VerificationsContext } from './context.ts';
import type { Reply } from './verify.ts';

/** A verification that the api has answered. */
export interface AnsweredQuestion {
  readonly requestId: string;
  /** From the question to its answer, in this process; milliseconds. */
  readonly exactMs: number;
  readonly reply: Reply;
}

/**
 * Counts a verification and logs its line. One that a worker decided has its own line there (`verification`); the api's then says
 * under which id to look for it.
 */
export const recordVerification = (
  { metrics, verificationLog: logger }: Pick<VerificationsContext, 'metrics' | 'verificationLog'>,
  { requestId, exactMs, reply }: AnsweredQuestion,
): void => {
  const durationMs = Math.round(exactMs * 100) / 100;
  metrics.verifications.inc({ cache: cacheStateOf(reply), result: resultOf(reply) });
  switch (reply.kind) {
    case 'answered':
      if (reply.id === undefined) logger.info({ ...answerFacts(reply.answer), requestId, durationMs }, 'verification');
      else logger.info({ requestId, durationMs, verification: reply.id }, 'verification answered by a worker');
      return;
    case 'accepted':
      logger.info({ requestId, durationMs, verification: reply.id }, 'verification accepted');
      return;
    case 'problem':
      logger.info({ requestId, durationMs, outcome: resultOf(reply), problem: reply.problem.type }, 'verification');
  }
};

const cacheStateOf = (reply: Reply): CacheState => {
  switch (reply.kind) {
    case 'answered':
      return reply.cacheUse === 'hit' ? reply.answer.freshness : reply.cacheUse;
    case 'accepted':
      return 'miss';
    case 'problem':
      return reply.problem.status < 500 ? 'none' : 'miss';
  }
};

const resultOf = (reply: Reply): VerificationResult => {
  switch (reply.kind) {
    case 'answered':
      return reply.answer.outcome;
    case 'accepted':
      return 'accepted';
    case 'problem':
      return reply.problem.status < 500 ? 'refused' : 'failed';
  }
};
