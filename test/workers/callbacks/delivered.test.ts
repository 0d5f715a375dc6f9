/** Accepted = delivered: every callback arrives, signed, at least once, whatever is killed meanwhile. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, type ProcessSystem, startProcesses } from '../../support/system.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes ok!').toString('base64')}`;

/** A receiver that takes everything whose signature is right, and remembers it. */
const startReceiver = async () => {
  const webhook = new Webhook(SECRET);
  const received: { readonly webhookId: string; readonly verificationId: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { data } = webhook.verify(Buffer.concat(chunks).toString(), headers) as { data: { id: string } };
    received.push({ webhookId: String(request.headers['webhook-id']), verificationId: data.id });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
};

const start = async () => {
  const receiver = await startReceiver();
  const system = await startProcesses({
    workers: 2,
    redis: { aof: true },
    env: { CALLBACK_SECRET: SECRET, CALLBACK_ALLOW_PRIVATE_NETWORK: 'true' },
    simulator: { latency: { minMs: 500, maxMs: 1_000 } },
  });
  return { receiver, system };
};

const accept = async (system: ProcessSystem, callbackUrl: string, count: number): Promise<readonly string[]> => {
  const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T14:00`;
  const replies = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      system.verify({ eventTypeId: 3_000 + index, start, timeZone: 'Europe/Berlin', callbackUrl }),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 202));
  return replies.map(({ body }) => String(body.id));
};

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

const allDelivered = async ({ received }: Receiver, ids: readonly string[]): Promise<void> => {
  await eventually(async () => ids.every((id) => received.some(({ verificationId }) => verificationId === id)));
  for (const id of ids) {
    const webhookIds = received.filter(({ verificationId }) => verificationId === id).map(({ webhookId }) => webhookId);
    expect(new Set(webhookIds).size).toBe(1);
  }
  expect(new Set(received.map(({ webhookId }) => webhookId)).size).toBe(ids.length);
};

test('a worker killed under load', async () => {
  const { receiver, system } = await start();
  const ids = await accept(system, receiver.url, 20);
  await eventually(async () => receiver.received.length > 0);
  await system.workers[0]?.kill('SIGKILL');
  await allDelivered(receiver, ids);
});

test('Redis killed under load', async () => {
  const { receiver, system } = await start();
  const ids = await accept(system, receiver.url, 20);
  await eventually(async () => receiver.received.length > 0);
  await system.redis.kill();
  await system.redis.restart();
  await allDelivered(receiver, ids);
});

test('everything killed under load, and started again', async () => {
  const { receiver, system } = await start();
  const ids = await accept(system, receiver.url, 20);
  await eventually(async () => receiver.received.length > 0);
  await Promise.all([...system.apis, ...system.workers].map((process) => process.kill('SIGKILL')));
  await system.redis.kill();
  await system.redis.restart();
  await system.startWorker();
  await allDelivered(receiver, ids);
});

test('workers stopped one after the other under load, as a deployment does', async () => {
  const { receiver, system } = await start();
  const ids = await accept(system, receiver.url, 20);
  await eventually(async () => receiver.received.length > 0);
  for (const worker of [...system.workers]) {
    await system.startWorker();
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
  }
  await allDelivered(receiver, ids);
});
