import { z } from 'zod';
import { frameworkRead, ruled } from '../http/framework_validation.ts';
import { KNOWN_TRIGGERS } from './webhook.ts';
import type { WebhookFields } from './webhook_registry.ts';

const trigger = ruled<string>(
  (value) => typeof value === 'string' && KNOWN_TRIGGERS.includes(value),
  'isEnum',
  `each value in triggers must be one of the following values: ${KNOWN_TRIGGERS.join(', ')}`,
);

const fieldsSchema = z.object({
  active: z.boolean(),
  subscriberUrl: z.string(),
  triggers: z.array(trigger),
  secret: z.string().nullish(),
  payloadTemplate: z.string().nullish(),
});

/** Reads the body that makes a webhook. Throws an ApiError (400) when it does not fit. */
export function readWebhook(body: unknown): WebhookFields {
  const { secret = null, payloadTemplate = null, ...fields } = frameworkRead(fieldsSchema, body);
  return { ...fields, secret, payloadTemplate };
}

/** Reads the body that changes one; what is left out stays. */
export function readWebhookChanges(body: unknown): Partial<WebhookFields> {
  const changes = frameworkRead(fieldsSchema.partial(), body);
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
