/** What is free instead of a time that Cal.com does not give: by the rules, from what Cal.com lists now. */
import { randomUUID } from 'node:crypto';
import type { BookingRecord } from '../../booking/booking_record.ts';
import {
  type VerificationAnswer,
  type VerificationJob,
  verificationAnswerSchema,
} from '../../queues/verifications/job.ts';
import { queueVerification } from '../../queues/verifications/producer.ts';
import { defaultPolicy } from '../../verification/policy.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';

/** The longest wait for a look, in milliseconds: whoever wants another time is not helped by hearing of one later. */
const PATIENCE_MS = 15_000;

/** What is free instead of a time. */
export interface FreeInstead {
  /** Whether Cal.com lists the time itself. */
  readonly isListed: boolean;
  /** Without that time; none where it cannot be told now. */
  readonly answer?: VerificationAnswer;
}

/** @returns undefined where it cannot be told now */
export const freeInstead = async (
  context: WorkerContext,
  record: BookingRecord,
  start: EpochMs,
): Promise<FreeInstead | undefined> => {
  const { account, clock, personalData } = context;
  const people = await personalData.read(record.id);
  const policy = people?.policy ?? defaultPolicy(account.policy);
  const { segments, timeZone, durationMinutes, owner, requestId } = record;
  const asked: VerificationJob = {
    ...{ account: account.name, segments, requested: start, timeZone, durationMinutes, owner, requestId },
    policy,
    notBefore: clock(),
  };
  const answer = await ask(context, asked);
  if (answer === undefined) return undefined;
  if (answer.outcome !== 'available') return { isListed: false, answer };
  // Cal.com lists the very time that it has just refused: it is not offered again.
  const refused = { start, end: answer.slot?.end ?? start };
  const others = { ...asked, policy: { ...asked.policy, busy: [...asked.policy.busy, refused] } };
  const without = await ask(context, others);
  return { isListed: true, ...(without === undefined ? {} : { answer: without }) };
};

const ask = async (
  { verifications, finishedVerifications, stopping }: WorkerContext,
  question: VerificationJob,
): Promise<VerificationAnswer | undefined> => {
  const id = randomUUID();
  const patience = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), stopping]);
  const finishing = finishedVerifications.wait(id, patience);
  await queueVerification(verifications, id, question);
  const finish = await finishing;
  return finish?.state === 'completed' ? verificationAnswerSchema.parse(finish.value) : undefined;
};
