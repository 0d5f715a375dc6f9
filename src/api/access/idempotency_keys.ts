/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same key within 24 hours is the same verification, however often
 * and however simultaneously it is sent.
 *
 * The first to bring a key writes down the id that its verification will have, should it need a job. Whoever comes with
 * the key later, or at the same time, works with that id: two jobs with one id are one job. What was answered from the cache
 * makes no job and is written down itself; the first answer written down is everybody's. Nothing is locked and nobody waits, so a
 * process that dies in between leaves nothing that the next request could not go on with.
 */
import { accountKey } from '../../account/account_key.ts';
import { hash, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { type VerificationAnswer, verificationAnswerSchema } from '../../queues/verifications/job.ts';
import { RequestProblem } from '../http/problem_response.ts';

/** The header that carries a key. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';
const KEPT_SECONDS = 24 * 60 * 60;

const claimSchema = z.object({ fingerprint: z.string(), id: z.string() });

/** What is known of a key: the verification's id and, where no job was needed, its answer. */
export interface Claim {
  readonly fingerprint: string;
  readonly id: string;
  /** Whether this request is the first with its key. */
  readonly isFirst: boolean;
  readonly answer: VerificationAnswer | undefined;
}

/** The keys that were seen within the last 24 hours. */
export class IdempotencyKeys {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** Claims a key, or tells who did before; one round trip. */
  async claim(owner: string, key: string, fingerprint: string): Promise<Claim> {
    const own = { fingerprint, id: randomUUID() };
    const name = nameOf(this.#account, owner, key);
    // In one tick, so the connection sends them together.
    const [earlier, answer] = await Promise.all([
      this.#redis.set(name, JSON.stringify(own), 'EX', KEPT_SECONDS, 'NX', 'GET'),
      this.#redis.get(answerName(name)),
    ]);
    if (earlier === null) return { ...own, isFirst: true, answer: undefined };
    return {
      ...claimSchema.parse(JSON.parse(earlier)),
      isFirst: false,
      answer: answer === null ? undefined : verificationAnswerSchema.parse(JSON.parse(answer)),
    };
  }

  /** Writes down the answer of a key. @returns the one that counts: another request may have been earlier */
  async settle(owner: string, key: string, answer: VerificationAnswer): Promise<VerificationAnswer> {
    const name = answerName(nameOf(this.#account, owner, key));
    const earlier = await this.#redis.set(name, JSON.stringify(answer), 'EX', KEPT_SECONDS, 'NX', 'GET');
    return earlier === null ? answer : verificationAnswerSchema.parse(JSON.parse(earlier));
  }
}

/** Hashed, so that what a caller sends decides neither the length of a name nor its hash tag. */
const nameOf = (account: string, owner: string, key: string): string =>
  accountKey(account, hash('sha256', JSON.stringify([owner, key])), 'idempotency');

const answerName = (name: string): string => `${name}:answer`;

/** The key of a request, if it has one. @throws {RequestProblem} when it cannot be one */
export const readIdempotencyKey = (request: Request): string | undefined => {
  const key = request.get(IDEMPOTENCY_HEADER);
  if (key === undefined || /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new RequestProblem('invalid', {
    errors: [{ header: IDEMPOTENCY_HEADER, reason: 'must be 1 to 255 printable ASCII characters' }],
  });
};
