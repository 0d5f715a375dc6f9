/** The signature of Cal.com's webhooks. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header with the hex HMAC-SHA256 of the raw body under the webhook's secret. */
export const SIGNATURE_HEADER = 'X-Cal-Signature-256';

/** What stands in its place where the webhook has no secret. */
export const NO_SECRET = 'no-secret-provided';

const HEX_SHA256 = /^[0-9a-f]{64}$/i;

/** Whether `signature` is this body's under the secret. It takes the same time wherever a wrong signature differs. */
export const isSigned = (body: Uint8Array, signature: string | undefined, secret: string): boolean => {
  if (signature === undefined || !HEX_SHA256.test(signature)) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(signature, 'hex'));
};
