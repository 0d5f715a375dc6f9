/** Secrets of webhooks as they lie in Redis: sealed, so that who reads Redis cannot sign webhooks. */
import { randomBytes } from 'node:crypto';
import { seal, unseal } from '../account/sealing.ts';

/** What a sealing key for them is made for. */
export const SECRETS_PURPOSE = 'secrets of webhooks';

/** A new secret. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Seals a secret. */
export const sealSecret = (secret: string, key: Buffer): string => seal(Buffer.from(secret), key).toString('base64url');

/** The secret; undefined where it was sealed with another key, or is none. */
export const unsealSecret = (text: string, key: Buffer): string | undefined =>
  unseal(Buffer.from(text, 'base64url'), key)?.toString('utf8') || undefined;
