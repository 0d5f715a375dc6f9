import { z } from 'zod';
import { frameworkRead } from '../http/framework_validation.ts';
import type { WebhookFields } from './webhook_registry.ts';

const fieldsSchema = z.object({
  active: z.boolean(),
  subscriberUrl: z.string(),
  triggers: z.array(z.string()),
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
