import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { touchedDays } from '../../src/availability/touched_days.ts';
import { readWebhook } from '../../src/calcom/webhook.ts';
import { isSigned } from '../../src/calcom/webhook_signature.ts';
import { utcDay } from '../../src/verification/time.ts';

const FIELDS = ['triggerEvent', 'createdAt', 'payload', 'eventTypeId', 'type', 'startTime', 'endTime', 'length'];
const MORE = ['rescheduleStartTime', 'rescheduleEndTime', 'organizer', 'oooEntry', 'start', 'end', 'user', 'username'];
const TODAY = utcDay(20_780);

test('no body, however odd, is an error, and none touches more than a year and a day', () => {
  const odd = fc.oneof(
    fc.constantFrom(
      'BOOKING_CREATED',
      'OOO_CREATED',
      '2026-11-24T09:00:00Z',
      '2026-11-24',
      '9999-12-31',
      '{{startTime}}',
      '101',
    ),
    fc.constantFrom(101, 0, -1, 1e300, null, true),
    fc.string(),
  );
  const { body } = fc.letrec((tie) => ({
    body: fc.dictionary(
      fc.constantFrom(...FIELDS, ...MORE),
      fc.oneof({ maxDepth: 3 }, odd, tie('body'), fc.array(odd, { maxLength: 2 })),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        body.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const webhook = readWebhook(text);
        if (webhook.kind === 'irrelevant') return;
        const { certain, possible } = touchedDays(webhook.times, TODAY);
        for (const day of [...certain, ...possible]) {
          expect(day).toBeGreaterThanOrEqual(TODAY);
          expect(day).toBeLessThanOrEqual(TODAY + 366);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

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
