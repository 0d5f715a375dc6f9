/** A master and its replica: behind one address, as a managed Redis has them, or watched by a Sentinel. */
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { type RedisServer, startRedis } from './redis_server.ts';
import { startSentinel } from './sentinel.ts';
import { type AtEnd, eventually } from './system.ts';
import { startTcpProxy, type TcpProxy } from './tcp_proxy.ts';

/** The two, and a client of each. */
export interface ReplicatedRedis {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly clients: Readonly<Record<'master' | 'replica', Redis>>;
}

/** The two behind one address. */
export interface RedisPair extends ReplicatedRedis {
  readonly url: string;
  readonly proxy: TcpProxy;
  /** From now on the address leads to the replica, which has all and is the master. Connections to the old one stay open. */
  swap(): Promise<void>;
}

/** The two and their Sentinel. */
export interface WatchedRedis extends ReplicatedRedis {
  readonly url: string;
  /** As an operator asks for it: the replica, which has all, is made the master. The old one stays, as a replica. */
  failOver(): Promise<void>;
}

/** Starts the two. */
export const startReplicated = async (atEnd: AtEnd = onTestFinished): Promise<ReplicatedRedis> => {
  // A replica that asks to be filled is not made to wait for others that may come.
  const args = ['--repl-diskless-sync-delay', '0'];
  const [master, replica] = [await startRedis({ args }), await startRedis({ args })];
  atEnd(() => master.stop());
  atEnd(() => replica.stop());
  const clients = { master: new Redis(master.url), replica: new Redis(replica.url) };
  for (const client of Object.values(clients)) client.on('error', () => undefined);
  atEnd(() => {
    for (const client of Object.values(clients)) client.disconnect();
  });
  await clients.replica.replicaof('127.0.0.1', master.port);
  await eventually(async () => /master_link_status:up/.test(await clients.replica.info('replication')));
  return { master, replica, clients };
};

/** Waits until the replica has what the master has written. */
export const untilReplicated = async ({ master, replica }: ReplicatedRedis['clients']): Promise<void> => {
  await eventually(async () => {
    const [theirs, ours] = await Promise.all([master.info('replication'), replica.info('replication')]);
    const offset = (text: string, name: string) => new RegExp(`${name}:(\\d+)`).exec(text)?.[1];
    return offset(theirs, 'master_repl_offset') === offset(ours, 'slave_repl_offset');
  });
};

/** Starts the two behind one address. */
export const startRedisPair = async (atEnd: AtEnd = onTestFinished): Promise<RedisPair> => {
  const servers = await startReplicated(atEnd);
  const { master, replica, clients } = servers;
  const proxy = await startTcpProxy(master.port);
  atEnd(() => proxy.close());
  return {
    ...servers,
    proxy,
    url: `redis://127.0.0.1:${proxy.port}`,
    swap: async () => {
      await untilReplicated(clients);
      proxy.leadTo(replica.port);
      await clients.replica.replicaof('NO', 'ONE');
      await clients.master.replicaof('127.0.0.1', replica.port);
    },
  };
};

/** Starts the two and a Sentinel. @param downAfterMs how long a master says nothing before it is held for lost */
export const startWatchedRedis = async (downAfterMs: number, atEnd: AtEnd = onTestFinished): Promise<WatchedRedis> => {
  const servers = await startReplicated(atEnd);
  const { master, replica, clients } = servers;
  const port = await startSentinel(
    (at) => [
      `port ${at}`,
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds main ${downAfterMs}`,
      'sentinel failover-timeout main 5000',
    ],
    atEnd,
  );
  const sentinel = new Redis(port);
  sentinel.on('error', () => undefined);
  atEnd(() => sentinel.disconnect());
  const knows = (question: string): Promise<boolean> =>
    eventually(
      async () => JSON.stringify(await sentinel.call('SENTINEL', question, 'main')).includes(String(replica.port)),
      200,
    );
  await knows('REPLICAS');
  return {
    ...servers,
    url: `redis+sentinel://127.0.0.1:${port}/main`,
    failOver: async () => {
      await untilReplicated(clients);
      await sentinel.call('SENTINEL', 'FAILOVER', 'main');
      await knows('GET-MASTER-ADDR-BY-NAME');
    },
  };
};
