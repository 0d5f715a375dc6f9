/** What lies in Redis encrypted (AES-256-GCM), so that who reads Redis learns nothing of it. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key to seal with, from a text of any length (HKDF, RFC 5869). @param purpose what is sealed with it opens nothing else */
export const sealingKey = (text: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', text, '', `slotproof: ${purpose}`, 32));

/** Seals bytes. */
export const seal = (bytes: Uint8Array, key: Buffer): Buffer => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = [cipher.update(bytes), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]);
};

/** The bytes; undefined where they were sealed with another key, or not at all. */
export const unseal = (sealed: Buffer, key: Buffer): Buffer | undefined => {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
};
