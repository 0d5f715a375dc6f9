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
      await untilWritten(master);
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
      await untilInfo(replica, 'replication', /master_link_status:up/);
      await withClient(master, (client) => client.call('FAILOVER', 'TO', '127.0.0.1', replica.port));
      await untilInfo(replica, 'replication', /role:master/);
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

const untilInfo = (server: RedisServer, section: string, pattern: RegExp): Promise<void> =>
  withClient(server, async (client) => {
    while (!pattern.test(await client.info(section))) await sleep(20);
  });

/** While an fsync is under way Redis may hold back what it has answered for, and nothing is promised of that (docs/operation.md). */
const untilWritten = (server: RedisServer): Promise<void> =>
  untilInfo(server, 'persistence', /aof_pending_bio_fsync:0/);
