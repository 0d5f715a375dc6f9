import { UnrecoverableError } from 'bullmq';
import { expect, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';
import { catalogueJobSchema } from '../../src/queues/catalogue/job.ts';
import { warmingJobSchema } from '../../src/queues/warming/job.ts';
import { forAccount } from '../../src/workers/process/for_account.ts';

test('a job of the version before, which names no account, is the default one’s', () => {
  expect(warmingJobSchema.parse({}).account).toBe(DEFAULT_ACCOUNT);
  expect(catalogueJobSchema.parse({ reason: 'schedule' }).account).toBe(DEFAULT_ACCOUNT);
  expect(warmingJobSchema.parse({ account: 'another' }).account).toBe('another');
});

test('a job of an account that this process does not serve fails for good', () => {
  const context = { account: { name: DEFAULT_ACCOUNT } };
  expect(forAccount(context, DEFAULT_ACCOUNT)).toBe(context);
  expect(() => forAccount(context, 'another')).toThrow(UnrecoverableError);
});
