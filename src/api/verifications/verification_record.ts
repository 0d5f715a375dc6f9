/** What is kept of every verification that the api answers: one count, and one line. */
import type { EventType } from '../../calcom/event_type.ts';
import { answerFacts } from '../../contract/answer_facts.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import type { CacheState, VerificationResult } from '../../telemetry/api_metrics.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { VerificationsContext } from './context.ts';
import { offeredEventType } from './offered_event_type.ts';
import type { Reply } from './verify.ts';

/** A verification that the api has answered. */
export interface AnsweredQuestion {
  readonly requestId: string;
  /** From the question to its answer, in this process; milliseconds. */
  readonly exactMs: number;
  readonly reply: Reply;
  /** Which event type is asked for. */
  readonly eventType: EventType;
}

/** What is needed for it. */
export type RecordContext = Pick<
  VerificationsContext,
  'catalogue' | 'clock' | 'metrics' | 'offers' | 'verificationLog'
>;

const startsOf = ({ slot, alternatives }: VerificationAnswer): readonly EpochMs[] =>
  slot === undefined ? alternatives.map((alternative) => alternative.slot.start) : [slot.start];

/**
 * Counts a verification and logs its line. One that a worker decided has its own line there (`verification`); the api's then says
 * under which id to look for it.
 */
export const recordVerification = (
  { catalogue, clock, metrics, offers, verificationLog: logger }: RecordContext,
  { requestId, exactMs, reply, eventType }: AnsweredQuestion,
): void => {
  const durationMs = Math.round(exactMs * 100) / 100;
  metrics.verifications.inc({ cache: cacheStateOf(reply), result: resultOf(reply) });
  switch (reply.kind) {
    case 'answered':
      // An event type has several names, and is offered under each.
      offers.note(offeredEventType(catalogue, eventType), startsOf(reply.answer), clock());
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
