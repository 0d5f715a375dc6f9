/** Two Redis servers as a managed service has them: a master and its replica, with AOF, behind one address. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../test/support/redis_server.ts';
import { startTcpProxy } from '../../test/support/tcp_proxy.ts';

/** The pair. Its faults strike one after another. */
export interface RedisPair {
  /** Where the master of the moment is. */
  readonly url: string;
  /** SIGKILL to the master, which is started again with what it had written down. */
  kill(awayMs: number): Promise<void>;
  freeze(ms: number): Promise<void>;
  /** The replica becomes the master once it has what the master has. The old one stays, as a replica: who is connected to it is refused writes. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Far longer than it takes to hand over what was written; it is killed then. */
const HELD_MS = 600_000;

/** Starts it. */
export const startRedisPair = async (): Promise<RedisPair> => {
  const servers: readonly [RedisServer, RedisServer] = await Promise.all([
    startRedis({ aof: true }),
    startRedis({ aof: true }),
  ]);
  let [master, replica] = servers;
  const proxy = await startTcpProxy(master.port);
  await withClient(replica, (client) => client.replicaof('127.0.0.1', master.port));

  return {
    url: `redis://127.0.0.1:${proxy.port}`,
    kill: async (awayMs) => {
      await holdWrites(master);
      await master.kill();
      await sleep(awayMs);
      await master.restart();
    },
    freeze: async (ms) => {
      const pid = await withClient(master, async (client) =>
        Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]),
      );
      process.kill(pid, 'SIGSTOP');
      await sleep(ms);
      process.kill(pid, 'SIGCONT');
    },
    failOver: async () => {
      await makeMaster(replica, master);
      [master, replica] = [replica, master];
      proxy.leadTo(master.port);
    },
    stop: async () => {
      proxy.close();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
};

const withClient = async <T>(server: RedisServer, act: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(server.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  try {
    return await act(client);
  } finally {
    client.disconnect();
  }
};

/** Asked for again until it is done: a replica that has just come back is not yet one to its master. */
const makeMaster = (replica: RedisServer, master: RedisServer): Promise<void> =>
  withClient(master, async (client) => {
    const isDone = async () => /role:master/.test(await withClient(replica, (own) => own.info('replication')));
    while (!(await isDone())) {
      await client.call('FAILOVER', 'TO', '127.0.0.1', replica.port).catch((error: unknown) => {
        if (!/replica|in progress/.test(String(error))) throw error;
      });
      await sleep(50);
    }
  });

/**
 * While an fsync is under way Redis may hold back what it has answered for, and nothing is promised of that (docs/operation.md). So it answers for
 * nothing more, and has handed over what it did answer for: who waits for its answer waits in vain.
 */
const holdWrites = (server: RedisServer): Promise<void> =>
  withClient(server, async (client) => {
    await client.call('CLIENT', 'PAUSE', HELD_MS, 'WRITE');
    while (!/aof_buffer_length:0\r/.test(await client.info('persistence'))) await sleep(20);
  });
