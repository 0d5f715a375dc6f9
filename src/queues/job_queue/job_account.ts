import { z } from 'zod';
import { DEFAULT_ACCOUNT } from '../../account/account.ts';

/** The account that a job belongs to. Jobs of the version before carry none: they are the default one's. */
export const jobAccount = z.string().default(DEFAULT_ACCOUNT);
