import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSigned } from '../../../src/calcom/webhook/signature.ts';
import { fc } from '../../support/fast_check.ts';

test('a signature fits its body and secret alone', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), fc.nat(63), (body, secret, at) => {
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      expect(isSigned(body, signature, secret)).toBe(true);
      expect(isSigned(body, signature.toUpperCase(), secret)).toBe(true);
      const digit = signature[at] === '0' ? '1' : '0';
      expect(isSigned(body, signature.slice(0, at) + digit + signature.slice(at + 1), secret)).toBe(false);
      expect(isSigned(new Uint8Array([...body, 0]), signature, secret)).toBe(false);
      expect(isSigned(body, signature, `${secret}x`)).toBe(false);
    }),
  );
});
