/**
 * What is passed on and what came back, beside the queue: a job keeps its data in several places and for as long as people look at it, and this holds
 * credentials and personal data. Sealed, for seconds, and gone when the caller has its answer.
 */
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { Account } from '../../account/account.ts';
import { accountKey } from '../../account/account_key.ts';
import { seal, sealingKey, unseal } from '../../account/sealing.ts';
import type { PassedAnswer, PassedRequest } from '../../calcom/passed_call.ts';

/** How long after the deadline something lies there that nobody has fetched. */
const SLACK_MS = 10_000;

/** In the place of a request that was taken to be sent. */
const SENT = 'sent';

/** KEYS: the request; ARGV: what stands in its place once it was taken. Returns 1 where it was. */
const CALL_OFF = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
redis.call('DEL', KEYS[1])
return 0
`;

const header = z.tuple([z.string(), z.string()]);
const headers = z.array(header).readonly();
const requestHead = z.object({ method: z.string(), path: z.string(), headers });
const answerHead = z.object({ status: z.int(), headers });

/** What is found of a request: it, that it was sent, or nothing. */
export type FoundRequest = PassedRequest | 'sent' | undefined;

/** Keeps them. Its methods reject when Redis does. */
export class PassedRequests {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #sealing: Buffer;

  constructor(redis: Redis | Cluster, { name, secretsKey, apiKey }: Pick<Account, 'name' | 'secretsKey' | 'apiKey'>) {
    this.#redis = redis;
    this.#account = name;
    this.#sealing = sealingKey(secretsKey ?? apiKey ?? '', 'requests that are passed on');
  }

  /** @param keptMs until nobody waits for it any more */
  async put(id: string, { body, ...head }: PassedRequest, keptMs: number): Promise<void> {
    await this.#redis.set(this.#key(id, 'request'), this.#sealed(head, body), 'PX', keptMs + SLACK_MS);
  }

  async find(id: string): Promise<FoundRequest> {
    return this.#read(await this.#redis.getBuffer(this.#key(id, 'request')));
  }

  /** Takes it to be sent. It is found by nobody afterwards, whatever becomes of this process: only so is it sent once. */
  async take(id: string): Promise<FoundRequest> {
    return this.#read(await this.#redis.setBuffer(this.#key(id, 'request'), SENT, 'KEEPTTL', 'XX', 'GET'));
  }

  /** Nobody waits for it any more: what was not taken to be sent never is. @returns whether it was */
  async callOff(id: string): Promise<boolean> {
    return (await this.#redis.eval(CALL_OFF, 1, this.#key(id, 'request'), SENT)) === 1;
  }

  /** It has ended. */
  async drop(id: string): Promise<void> {
    await this.#redis.del(this.#key(id, 'request'), this.#key(id, 'answer'));
  }

  async putAnswer(id: string, { status, headers, body }: PassedAnswer): Promise<void> {
    await this.#redis.set(this.#key(id, 'answer'), this.#sealed({ status, headers }, body), 'PX', SLACK_MS);
  }

  /** Undefined where it is gone. */
  async takeAnswer(id: string): Promise<Omit<PassedAnswer, 'allowance'> | undefined> {
    const read = this.#opened(await this.#redis.getdelBuffer(this.#key(id, 'answer')));
    return read && { ...answerHead.parse(read.head), body: read.body };
  }

  #key(id: string, what: string): string {
    return accountKey(this.#account, id, `passed-${what}`);
  }

  #read(bytes: Buffer | null): FoundRequest {
    if (bytes?.toString('latin1') === SENT) return 'sent';
    const read = this.#opened(bytes);
    return read && { ...requestHead.parse(read.head), body: read.body };
  }

  /** The head is one line of JSON, which holds no line break. */
  #sealed(head: object, body: Buffer): Buffer {
    return seal(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]), this.#sealing);
  }

  #opened(bytes: Buffer | null): { readonly head: unknown; readonly body: Buffer } | undefined {
    const opened = bytes === null ? undefined : unseal(bytes, this.#sealing);
    if (opened === undefined) return undefined;
    const end = opened.indexOf('\n');
    return { head: JSON.parse(opened.subarray(0, end).toString('utf8')), body: opened.subarray(end + 1) };
  }
}
