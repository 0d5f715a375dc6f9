// Switches of the account, under /control/account.

import { Router } from 'express';
import { z } from 'zod';
import { read } from '../request_body.ts';
import type { SimulatorState } from '../state.ts';
import { WITHHOLDABLE } from './account.ts';

const optionsSchema = z.strictObject({
  generatedListed: z.int().min(0).max(9000).optional(),
  withheld: z.array(z.enum(WITHHOLDABLE)).optional(),
  edited: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  deleted: z.array(z.int()).optional(),
  seesOwnOnly: z.boolean().optional(),
});

/** GET tells what was asked of the account, PUT sets it up anew. */
export function accountControl({ account }: SimulatorState): Router {
  const router = Router();
  router
    .route('/control/account')
    .get((_request, response) => response.json({ calls: account.calls, ...account.options }))
    .put((request, response) => {
      account.options = read(optionsSchema, request.body);
      response.json(account.options);
    });
  return router;
}
