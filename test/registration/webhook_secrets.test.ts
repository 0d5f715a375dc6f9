import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealingKey } from '../../src/account/sealing.ts';
import type { Registration } from '../../src/registration/registrations.ts';
import { newSecret, SECRETS_PURPOSE, sealSecret, unsealSecret } from '../../src/registration/sealed_secret.ts';
import { WebhookSecrets } from '../../src/registration/webhook_secrets.ts';
import { epochMs } from '../../src/verification/time.ts';
import { fc } from '../support/fast_check.ts';

const BODY = Buffer.from('{}');
const signed = (secret: string) => createHmac('sha256', secret).update(BODY).digest('hex');

const registered = (secret: string): Registration => ({
  scope: { of: 'person' },
  secret,
  subscriberUrl: 'https://slots.example.com/v1/calcom/webhooks',
  checkedAt: epochMs(0),
});

test('a sealed secret is opened by its key alone, and never twice the same text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (secret, one, other) => {
      const key = sealingKey(one, SECRETS_PURPOSE);
      const text = sealSecret(secret, key);
      expect(unsealSecret(text, key)).toBe(secret);
      expect(sealSecret(secret, key)).not.toBe(text);
      if (one !== other) expect(unsealSecret(text, sealingKey(other, SECRETS_PURPOSE))).toBeUndefined();
      expect(unsealSecret(text.slice(0, -2), key)).toBeUndefined();
    }),
  );
  expect(unsealSecret('', sealingKey('x', SECRETS_PURPOSE))).toBeUndefined();
  expect(Buffer.from(newSecret(), 'base64url')).toHaveLength(32);
});

test('secrets of the settings need no look; a registered one is looked for, at most once a second', async () => {
  let now = 0;
  let looks = 0;
  let known: readonly Registration[] = [];
  const all = () => {
    looks += 1;
    return Promise.resolve(known);
  };
  const secrets = new WebhookSecrets(['own'], { all }, () => now);
  expect(await secrets.fit(BODY, signed('own'))).toBe(true);
  expect(looks).toBe(0);
  for (let wrong = 0; wrong < 5; wrong++) expect(await secrets.fit(BODY, signed('wrong'))).toBe(false);
  expect(looks).toBe(1);
  known = [registered('new')];
  now += 1_000;
  expect(await secrets.fit(BODY, signed('new'))).toBe(true);
  expect(await secrets.fit(BODY, signed('new'))).toBe(true);
  expect(looks).toBe(2);
  expect(await secrets.fit(BODY, undefined)).toBe(false);
});

test('without any secret webhooks are off', () => {
  expect(new WebhookSecrets([], undefined).areOn).toBe(false);
  expect(new WebhookSecrets(['own'], undefined).areOn).toBe(true);
  expect(new WebhookSecrets([], { all: () => Promise.resolve([]) }).areOn).toBe(true);
});
