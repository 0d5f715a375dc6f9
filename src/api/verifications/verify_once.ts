/** One verification for all requests with one `Idempotency-Key`. */
import { hash } from 'node:crypto';
import { problem } from '../../contract/problem.ts';
import { IDEMPOTENCY_HEADER } from '../access/idempotency_keys.ts';
import type { VerificationsContext } from './context.ts';
import { joinVerification } from './ask_workers.ts';
import type { AskedQuestion, Reply } from './reply.ts';
import { verify } from './verify.ts';

/** Answers a question once for all requests with this key. @param body what else has to be the same */
export const verifyOnce = async (
  context: VerificationsContext,
  asked: AskedQuestion,
  key: string,
  body: unknown,
): Promise<Reply> => {
  const { owner } = asked;
  const fingerprint = hash('sha256', JSON.stringify(body));
  const claim = await context.idempotencyKeys.claim(owner, key, fingerprint);
  if (claim.fingerprint !== fingerprint) {
    return {
      kind: 'problem',
      problem: problem('idempotency-key-reused', {
        detail: 'Within 24 hours the same key means the same body.',
        errors: [{ header: IDEMPOTENCY_HEADER, reason: 'was sent with another body before' }],
      }),
    };
  }
  if (claim.answer !== undefined) return { kind: 'answered', answer: claim.answer, cacheUse: 'hit' };
  const joined = claim.isFirst ? undefined : await joinVerification(context, claim.id, asked.waitMs);
  if (joined !== undefined) return joined;

  const reply = await verify(context, { ...asked, id: claim.id });
  if (reply.kind !== 'answered' || reply.id !== undefined) return reply;
  return { ...reply, answer: await context.idempotencyKeys.settle(owner, key, reply.answer) };
};
