/** A verification that is to hold what it answers with: the requested slot, or the first alternative that can be had. */
import type { HoldRecord } from '../../booking/hold_record.ts';
import type { Problem } from '../../contract/problem.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import { holdKeyOf, placeHold } from '../holding/place_hold.ts';
import type { VerificationsContext } from './context.ts';
import type { AskedQuestion } from './reply.ts';
import { verify } from './verify.ts';

/** What came of it. */
export type HeldAnswer =
  /** Without a hold where each slot was taken meanwhile. */
  | { readonly kind: 'answered'; readonly answer: VerificationAnswer; readonly hold: HoldRecord | undefined }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** How to hold. */
export interface Holding {
  /** For how long; Cal.com's five minutes unless told. */
  readonly minutes: number | undefined;
  /** The `Idempotency-Key`: whoever sends it again has the same hold. */
  readonly key: string | undefined;
}

/** Holds what an answer offers. @throws when Redis cannot be reached */
export const holdAnswer = async (
  context: VerificationsContext,
  asked: AskedQuestion,
  answer: VerificationAnswer,
  { minutes, key }: Holding,
): Promise<HeldAnswer> => {
  const { about, question, owner, requestId } = asked;
  if (about.kind !== 'one') return { kind: 'answered', answer, hold: undefined };
  const { eventType } = about;
  const { durationMinutes, timeZone, policy } = question;
  const sameKey = key === undefined ? undefined : holdKeyOf(owner, key);
  // The same key has the same answer for a day: what it offered then is not held now, only what is still held for it is told.
  const isSeen = asked.notBefore === undefined || answer.verifiedAt >= asked.notBefore;
  const hold = async (offered: VerificationAnswer): Promise<HeldAnswer> => {
    const slots = [
      ...(offered.slot === undefined ? [] : [offered.slot]),
      ...offered.alternatives.map(({ slot }) => slot),
    ];
    const starts = isSeen ? slots.map(({ start }) => start) : [];
    const wanted = { sameKey, eventType, durationMinutes, timeZone, starts, minutes, owner, requestId };
    const reply = await placeHold(context, wanted);
    if (reply.kind === 'problem') return reply;
    return { kind: 'answered', answer: offered, hold: reply.kind === 'held' ? reply.hold : undefined };
  };
  const first = await hold(answer);
  if (first.kind === 'problem' || first.hold !== undefined || answer.slot === undefined || !isSeen) return first;
  // Somebody was faster: as if the slot were none, the rules say what is near it.
  const { start, end } = answer.slot;
  const elsewhere = { ...question, policy: { ...policy, busy: [...policy.busy, { start, end }] } };
  const second = await verify(context, { ...asked, question: elsewhere });
  return second.kind === 'answered' ? await hold(second.answer) : first;
};
