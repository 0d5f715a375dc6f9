/** What is kept of every verification that the api answers: one count, and one line. */
import type { EventType } from '../../calcom/event_type.ts';
import { answerFacts } from '../../contract/answer_facts.ts';
import type { AskedAbout } from '../../contract/asked_event_types.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import type { CacheState, VerificationResult } from '../../telemetry/api_metrics.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { VerificationsContext } from './context.ts';
import { offeredEventType } from './offered_event_type.ts';
import type { Reply } from './reply.ts';

/** A verification that the api has answered. */
export interface AnsweredQuestion {
  readonly requestId: string;
  /** From the question to its answer, in this process; milliseconds. */
  readonly exactMs: number;
  readonly reply: Reply;
  readonly about: AskedAbout;
}

/** What is needed for it. */
export type RecordContext = Pick<
  VerificationsContext,
  'catalogue' | 'clock' | 'metrics' | 'offers' | 'verificationLog'
>;

/** When the slots start that an answer offers, by whose they are. */
const startsOf = (
  about: AskedAbout,
  { slot, place, alternatives, several = [] }: VerificationAnswer,
): readonly (readonly [eventType: EventType, starts: readonly EpochMs[]])[] => {
  const offered = slot === undefined ? alternatives : [{ slot, place }];
  if (about.kind === 'one') return [[about.eventType, offered.map((one) => one.slot.start)]];
  return several.map(({ eventType }, index) => [
    eventType,
    offered.filter((one) => one.place === index).map((one) => one.slot.start),
  ]);
};

/**
 * Counts a verification and logs its line. One that a worker decided has its own line there (`verification`); the api's then says
 * under which id to look for it.
 */
export const recordVerification = (
  { catalogue, clock, metrics, offers, verificationLog: logger }: RecordContext,
  { requestId, exactMs, reply, about }: AnsweredQuestion,
): void => {
  const durationMs = Math.round(exactMs * 100) / 100;
  metrics.verifications.inc({ cache: cacheStateOf(reply), result: resultOf(reply) });
  switch (reply.kind) {
    case 'answered':
      // An event type has several names, and is offered under each.
      for (const [eventType, starts] of startsOf(about, reply.answer)) {
        if (starts.length > 0) offers.note(offeredEventType(catalogue, eventType), starts, clock());
      }
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
