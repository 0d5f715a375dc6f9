/**
 * The service that was before, as a process: `POST /search` with an ask, `POST /flush`. Settings: `PORT` (0 for any free one), `CALCOM_URL`,
 * `CALCOM_API_KEY`, `DELAY_FACTOR`, `KEPT_SECONDS`. It has no deadline, so a search that hangs hangs for as long as Cal.com does.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { seededRandom } from '../../../src/simulator/random.ts';
import { epochMs } from '../../../src/verification/time.ts';
import { createExchanger } from '../exchange.ts';
import { askSchema, type failedSchema, type foundSchema } from './answer.ts';
import { CallFailed, calcomCall } from './calcom_call.ts';
import { search } from './search.ts';
import { createWindowCache, KEPT_SECONDS } from './window_cache.ts';

// Longer than a client keeps an idle connection, so that none is closed just as it is used again.
const KEEP_ALIVE_MS = 65_000;

const settings = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535),
    CALCOM_URL: z.string().min(1),
    CALCOM_API_KEY: z.string().min(1),
    DELAY_FACTOR: z.coerce.number().min(0).default(1),
    KEPT_SECONDS: z.coerce.number().positive().default(KEPT_SECONDS),
  })
  .parse(process.env);

const callCalcom = calcomCall(createExchanger(), settings.CALCOM_URL, settings.CALCOM_API_KEY);
const cache = createWindowCache({
  clock: () => epochMs(Date.now()),
  random: seededRandom('before/look-ups'),
  delayFactor: settings.DELAY_FACTOR,
  keptSeconds: settings.KEPT_SECONDS,
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const send = (
  response: ServerResponse,
  status: number,
  body: z.output<typeof foundSchema> | z.output<typeof failedSchema>,
): void => {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await bodyOf(request);
  if (request.url === '/flush') {
    cache.flush();
    response.writeHead(204).end();
    return;
  }
  let calls = 0;
  try {
    const { start, ...ask } = askSchema.parse(JSON.parse(body));
    const found = await search({ ...ask, start: epochMs(start) }, (window) =>
      cache.fetch(ask.eventTypeId, window, (missing) => {
        calls += 1;
        return callCalcom(ask, missing);
      }),
    );
    send(response, 200, { outcome: found.outcome, offers: [...found.offers], calls });
  } catch (error) {
    if (!(error instanceof CallFailed)) process.stderr.write(`${error}\n`);
    send(response, 502, { reason: error instanceof CallFailed ? error.reason : 'internal error', calls });
  }
};

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = KEEP_ALIVE_MS;
// Node's own 5 min would be a deadline.
server.requestTimeout = 0;
server.listen(settings.PORT, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
