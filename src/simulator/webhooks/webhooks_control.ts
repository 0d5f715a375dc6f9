// The switches of webhooks: who is told of everything, how it is delivered, and what cannot be done over the API but is told of.

import { Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../api_error.ts';
import { read } from '../request_body.ts';
import type { SimulatorState } from '../state.ts';
import { DAY_MS, instantOf } from '../zone.ts';
import { deliverySchema } from './delivery.ts';
import { accountWebhook } from './subscriber.ts';

const subscriberSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().optional(),
  triggers: z.array(z.string()).optional(),
});

/** Out of office from the first date to the last, both included. */
const absenceSchema = z.strictObject({
  hostUsername: z.string(),
  firstDate: z.iso.date(),
  lastDate: z.iso.date(),
  /** An absence that is edited or made over the API is told to nobody. */
  told: z.boolean().default(true),
});

/** /control/webhooks, its delivery, and /control/absences. */
export function webhooksControl(state: SimulatorState): Router {
  const { registry, deliverer } = state.webhooks;
  const router = Router();

  router
    .route('/control/webhooks')
    .get((_request, response) =>
      response.json({
        subscribers: registry.all().map(({ subscriberUrl: url, triggers, scope }) => ({ url, triggers, scope })),
        deliveries: deliverer.delivered(),
      }),
    )
    .post((request, response) => {
      registry.put(accountWebhook(read(subscriberSchema, request.body)));
      response.sendStatus(201);
    });

  router.put('/control/webhooks/delivery', (request, response) => {
    deliverer.delivery = read(deliverySchema, request.body);
    response.json(deliverer.delivery);
  });

  router.post('/control/absences', async (request, response) => {
    const { hostUsername, firstDate, lastDate, told } = read(absenceSchema, request.body);
    const user = state.catalogue.anyHostNamed(hostUsername);
    if (!user) throw new ApiError(404, `User with username ${hostUsername} not found`);
    const start = instantOf(user.timeZone, Date.parse(firstDate) / DAY_MS, 0);
    const end = instantOf(user.timeZone, Date.parse(lastDate) / DAY_MS + 1, 0);
    state.calendars.addBusyTime(user, { start, end });
    if (told)
      await state.webhooks.tellAbsence({
        user,
        start,
        end: instantOf(user.timeZone, Date.parse(lastDate) / DAY_MS, 0),
      });
    response.sendStatus(201);
  });

  return router;
}
