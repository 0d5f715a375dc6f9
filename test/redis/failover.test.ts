/** Failovers: behind one address, where connections to the old master stay open, by a Sentinel, and of a Cluster. Nothing is started anew. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { onTestFinished, test } from 'vitest';
import { startProcess } from '../support/process.ts';
import { startRedisCluster } from '../support/redis_cluster.ts';
import { startRedis } from '../support/redis_server.ts';
import { startSentinel } from '../support/sentinel.ts';
import { startTcpProxy } from '../support/tcp_proxy.ts';
import { eventually, send } from '../support/system.ts';
import { createCallGate } from '../../src/calcom/call_gate.ts';
import { credentialTag } from '../../src/calcom/credential_tag.ts';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { QUEUE_PREFIX } from '../../src/queues/job_queue/job_queue.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs } from '../../src/verification/time.ts';
import { freePort } from '../../src/runtime/free_port.ts';

const CALLBACK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const tomorrow = () => Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 });

/** A master and its replica. */
const startServers = async () => {
  // A replica that asks to be filled is not made to wait for others that may come.
  const args = ['--repl-diskless-sync-delay', '0'];
  const [master, replica] = [await startRedis({ args }), await startRedis({ args })];
  onTestFinished(() => master.stop());
  onTestFinished(() => replica.stop());
  const clients = { master: new Redis(master.url), replica: new Redis(replica.url) };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.disconnect();
  });
  await clients.replica.replicaof('127.0.0.1', master.port);
  await eventually(async () => /master_link_status:up/.test(await clients.replica.info('replication')));
  return { master, replica, clients };
};

/** What the master has written, its replica has. */
const untilReplicated = async ({ master, replica }: Readonly<Record<'master' | 'replica', Redis>>): Promise<void> => {
  await eventually(async () => {
    const [theirs, ours] = await Promise.all([master.info('replication'), replica.info('replication')]);
    const offset = (text: string, name: string) => new RegExp(`${name}:(\\d+)`).exec(text)?.[1];
    return offset(theirs, 'master_repl_offset') === offset(ours, 'slave_repl_offset');
  });
};

/** A system that knows that address alone, and waits for calls at another. */
const startAt = async (redisUrl: string) => {
  const simulator = createSimulator({ latency: 'none', rateLimit: { limit: 1_000_000 } });
  const { url: calcomUrl } = await simulator.listen(0);
  onTestFinished(() => simulator.close());

  const called = new Set<string>();
  const receiver = createServer((request, response) => {
    request.resume();
    called.add(String(request.headers['webhook-id']));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const address = receiver.address();

  const port = await freePort();
  const env = {
    PORT: String(port),
    REDIS_URL: redisUrl,
    CALCOM_API_URL: calcomUrl,
    CALCOM_API_KEY: 'cal_test_key',
    CALCOM_CALLS_PER_SECOND: '100',
    CALCOM_RATE_LIMIT_PER_MINUTE: '1000',
    CATALOGUE_CRON: 'off',
    CHANGES_CRON: 'off',
    // A busy machine is not to be taken for a question that is never answered.
    REQUEST_DEADLINE_MS: '20000',
    CALLBACK_SECRET,
    CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
    LOG_LEVEL: 'warn',
  };
  const processes = [startProcess('src/workers/main.ts', env), startProcess('src/api/main.ts', env)];
  onTestFinished(async () => void (await Promise.all(processes.map((one) => one.stop()))));
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await send(`${url}/readyz`).catch(() => undefined))?.status === 200);
  const ask = (eventTypeId: number, more: Record<string, unknown> = {}) =>
    send(`${url}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventTypeId, start: `${tomorrow()}T14:00`, timeZone: 'Europe/Berlin', ...more }),
    });
  const callbackUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  let eventTypeId = 3_000;
  /**
   * An answer about an event type that nobody has asked for before: it needs the queue, a worker and its events. On a busy machine Redis may be late,
   * which is a 503.
   */
  const answersAnew = () =>
    eventually(async () => {
      const { status, body } = await ask(eventTypeId++);
      return status === 200 && body.freshness === 'fresh';
    }, 200);
  /** Has some accepted that are to be told. @returns their ids */
  const accept = () =>
    Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        eventually(async () => {
          const { status, body } = await ask(2_000 + number, { callbackUrl });
          return status === 202 && String(body.id);
        }),
      ),
    );
  const untilTold = (ids: readonly string[]) => eventually(async () => ids.every((id) => called.has(`msg_${id}`)), 100);
  /** Once may be by chance. */
  const worksAnew = async (): Promise<void> => {
    for (let times = 0; times < 6; times++) await answersAnew();
  };
  return { answersAnew, worksAnew, accept, untilTold };
};

/** The two servers behind one address. */
const startPair = async () => {
  const servers = await startServers();
  const { master, replica, clients } = servers;
  const proxy = await startTcpProxy(master.port);
  onTestFinished(() => proxy.close());
  /** From now on the address leads to the replica, which is the master. Connections to the old one stay open. */
  const swap = async (): Promise<void> => {
    await untilReplicated(clients);
    proxy.leadTo(replica.port);
    await clients.replica.replicaof('NO', 'ONE');
    await clients.master.replicaof('127.0.0.1', replica.port);
  };
  return { ...servers, proxy, swap, url: `redis://127.0.0.1:${proxy.port}` };
};

/** The two servers behind one address, and a system that knows it alone. */
const startBehindOne = async () => {
  const pair = await startPair();
  return { ...pair, ...(await startAt(pair.url)) };
};

test('the master is swapped for its replica, and its connections stay open', async () => {
  const { answersAnew, worksAnew, accept, untilTold, swap } = await startBehindOne();
  await answersAnew();
  // Accepted before: some of them are under way while it happens.
  const accepted = await accept();
  await swap();
  await worksAnew();
  await untilTold(accepted);
}, 120_000);

test('the listener of the gate to Cal.com goes over to the new master', async () => {
  const { url, swap, clients } = await startPair();
  const redis = connectRedis(url, 'worker');
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  const gate = createCallGate({
    redis,
    credential: 'cal_test',
    limitPerMinute: 100_000,
    callsPerSecond: 100,
    breaker: { failureThreshold: 3, cooldownMs: 60_000 },
    clock: () => epochMs(Date.now()),
    logger: createLogger('test', 'silent'),
  });
  onTestFinished(() => gate.close());
  const call = () =>
    gate.call(async () => ({ allowance: undefined }), {
      priority: 1,
      patienceMs: 30_000,
      signal: new AbortController().signal,
    });
  const listenersAt = async (client: Redis): Promise<unknown> => {
    const [, count] = await client.pubsub('NUMSUB', `slotproof:${credentialTag('cal_test')}:window`);
    return count;
  };
  await call();
  await eventually(async () => (await listenersAt(clients.master)) === 1);
  await swap();
  await eventually(async () => {
    await call().catch(() => undefined);
    return (await listenersAt(clients.replica)) === 1;
  }, 100);
  await call();
}, 120_000);

test('connections that are frozen are given up, and everything goes on by new ones', async () => {
  const { proxy, answersAnew, worksAnew } = await startBehindOne();
  await answersAnew();
  proxy.freeze();
  await worksAnew();
}, 120_000);

test('Sentinels make the replica the master', async () => {
  const { master, replica, clients } = await startServers();
  const port = await startSentinel((at) => [
    `port ${at}`,
    ...[`sentinel monitor main 127.0.0.1 ${master.port} 1`, 'sentinel down-after-milliseconds main 1000'],
    'sentinel failover-timeout main 5000',
  ]);
  const client = new Redis(port);
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  await eventually(
    async () => JSON.stringify(await client.call('SENTINEL', 'REPLICAS', 'main')).includes(String(replica.port)),
    200,
  );
  const { answersAnew, worksAnew, accept, untilTold } = await startAt(`redis+sentinel://127.0.0.1:${port}/main`);
  await answersAnew();
  const accepted = await accept();
  await untilReplicated(clients);
  // As an operator asks for it; the old master stays, as a replica.
  await client.call('SENTINEL', 'FAILOVER', 'main');
  await eventually(
    async () =>
      JSON.stringify(await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')).includes(String(replica.port)),
    200,
  );
  await worksAnew();
  await untilTold(accepted);
}, 120_000);

test('the master of a Cluster that holds the queues is killed', async () => {
  const { url, master, replica } = await startRedisCluster(QUEUE_PREFIX);
  const { answersAnew, worksAnew, accept, untilTold } = await startAt(url);
  await answersAnew();
  const accepted = await accept();
  await untilReplicated({ master: master.client, replica: replica.client });
  await master.server.kill();
  await worksAnew();
  await untilTold(accepted);
}, 120_000);
