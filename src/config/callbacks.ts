/** Settings of the webhooks that this service sends. */
import { z } from 'zod';
import type { Account } from '../account/account.ts';
import { flag } from './kinds.ts';

/** The settings of callbacks. */
export type CallbackSettings = Account['callbacks'];

/** As the environment spells them. */
export const callbacksShape = {
  CALLBACK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ followed by at least 24 bytes in base64')
    .optional()
    .describe(
      'whsec_ and at least 24 bytes in base64, which callbacks are signed with; without it no callbackUrl is accepted',
    ),
  CALLBACK_ALLOW_PRIVATE_NETWORK: flag
    .prefault('false')
    .describe('Whether a callbackUrl may be http or a private address'),
};

/** The settings of callbacks. */
export const callbackSettings = (environment: z.output<z.ZodObject<typeof callbacksShape>>): CallbackSettings => ({
  secret: environment.CALLBACK_SECRET,
  allowPrivateNetwork: environment.CALLBACK_ALLOW_PRIVATE_NETWORK,
});
