/** Secrets of webhooks as they lie in Redis: encrypted (AES-256-GCM), so that who reads Redis cannot sign webhooks. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key to seal with, from a text of any length (HKDF, RFC 5869). */
export const sealingKey = (text: string): Buffer =>
  Buffer.from(hkdfSync('sha256', text, '', 'slotproof: secrets of webhooks', 32));

/** A new secret. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Seals a secret. */
export const seal = (secret: string, key: Buffer): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
};

/** The secret; undefined where it was sealed with another key, or is none. */
export const unseal = (text: string, key: Buffer): string | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
};
