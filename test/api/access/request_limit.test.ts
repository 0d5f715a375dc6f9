import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorHandler } from '../../../src/api/http/problem_response.ts';
import { requestLimit } from '../../../src/api/access/request_limit.ts';
import { limitHeaders } from '../../../src/api/http/limit_headers.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { fc } from '../../support/fast_check.ts';

const LIMIT = 3;
let now = 0;

const app = express();
app.use((request, response, next) => {
  response.locals.owner = request.get('x-owner');
  next();
});
app.use(requestLimit(LIMIT, () => now).refuse, limitHeaders);
app.use((_request, response) => void response.end());
app.use(errorHandler(createLogger('test', 'silent')));
const server = createServer(app);
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => void server.close());

const ask = async (owner: string) => {
  const { status, headers } = await fetch(url, { headers: { 'x-owner': owner } });
  return { status, told: headers.get('ratelimit'), retryAfter: headers.get('retry-after') };
};

test('a minute begins with the first request in it, and another when it is over', async () => {
  now = 5_000;
  expect(await ask('one')).toEqual({ status: 200, told: 'limit=3, remaining=2, reset=60', retryAfter: null });
  now += 30_500;
  expect(await ask('one')).toEqual({ status: 200, told: 'limit=3, remaining=1, reset=30', retryAfter: null });
  await ask('one');
  expect(await ask('one')).toEqual({ status: 429, told: 'limit=3, remaining=0, reset=30', retryAfter: '30' });
  now = 64_999;
  expect(await ask('one')).toEqual({ status: 429, told: 'limit=3, remaining=0, reset=1', retryAfter: '1' });
  now = 65_000;
  expect(await ask('one')).toEqual({ status: 200, told: 'limit=3, remaining=2, reset=60', retryAfter: null });
});

test('in no minute that began with a request more pass than the limit, whoever else asks', async () => {
  let run = 0;
  const requests = fc.array(
    fc.record({ owner: fc.constantFrom('a', 'b'), pause: fc.integer({ min: 0, max: 40_000 }) }),
    {
      maxLength: 20,
    },
  );
  await fc.assert(
    fc.asyncProperty(requests, async (asked) => {
      run += 1;
      const minutes = new Map<string, { from: number; passed: number }>();
      for (const { owner, pause } of asked) {
        now += pause;
        let minute = minutes.get(owner);
        if (minute === undefined || now >= minute.from + 60_000) {
          minute = { from: now, passed: 0 };
          minutes.set(owner, minute);
        }
        const { status } = await ask(`${owner}${run}`);
        expect(status).toBe(minute.passed < LIMIT ? 200 : 429);
        if (status === 200) minute.passed += 1;
      }
    }),
    { numRuns: 50 },
  );
});
