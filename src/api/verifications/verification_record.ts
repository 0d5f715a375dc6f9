/** What is kept of every verification that the api answers: one count, and one line. */
import { answerFacts } from '../../contract/answer_facts.ts';
import type { CacheState, VerificationResult } from '../../telemetry/api_metrics.ts';
import type { VerificationsContext } from './context.ts';
import type { Verified } from './verify.ts';

/** A verification that the api has answered. */
export interface AnsweredVerification {
  readonly requestId: string;
  /** From the question to its answer, in this process; milliseconds. */
  readonly exactMs: number;
  readonly verified: Verified;
}

/**
 * Counts a verification and logs its line. One that a worker decided has its own line there (`verification`); the api's then says
 * under which id to look for it.
 */
export const recordVerification = (
  { metrics, verificationLog: logger }: Pick<VerificationsContext, 'metrics' | 'verificationLog'>,
  { requestId, exactMs, verified }: AnsweredVerification,
): void => {
  const durationMs = Math.round(exactMs * 100) / 100;
  metrics.verifications.inc({ cache: cacheStateOf(verified), result: resultOf(verified) });
  switch (verified.kind) {
    case 'answered':
      if (verified.id === undefined)
        logger.info({ ...answerFacts(verified.answer), requestId, durationMs }, 'verification');
      else logger.info({ requestId, durationMs, verification: verified.id }, 'verification answered by a worker');
      return;
    case 'accepted':
      logger.info({ requestId, durationMs, verification: verified.id }, 'verification accepted');
      return;
    case 'problem':
      logger.info(
        { requestId, durationMs, outcome: resultOf(verified), problem: verified.problem.type },
        'verification',
      );
  }
};

const cacheStateOf = (verified: Verified): CacheState => {
  switch (verified.kind) {
    case 'answered':
      return verified.cacheUse === 'hit' ? verified.answer.freshness : verified.cacheUse;
    case 'accepted':
      return 'miss';
    case 'problem':
      return verified.problem.status < 500 ? 'none' : 'miss';
  }
};

const resultOf = (verified: Verified): VerificationResult => {
  switch (verified.kind) {
    case 'answered':
      return verified.answer.outcome;
    case 'accepted':
      return 'accepted';
    case 'problem':
      return verified.problem.status < 500 ? 'refused' : 'failed';
  }
};
