import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { type RedisServer, startRedis } from './redis_server.ts';
import { type AtEnd, eventually } from './system.ts';

/** How one is made. */
export interface RedisClusterOptions {
  /** After so long without a word the others hold a node for lost. Redis's own is 15 s; 2 s unless told. */
  readonly nodeTimeoutMs?: number;
  /** The test's own unless told. */
  readonly atEnd?: AtEnd;
}

/** The first slots of three masters, and the end. */
const BOUNDS = [0, 5_461, 10_923, 16_384];

/** One of its nodes. */
export interface ClusterNode {
  readonly server: RedisServer;
  readonly client: Redis;
}

/** A Cluster of three masters, of which one has a replica. */
export interface RedisCluster {
  /** In the form that `REDIS_URL` takes; names all of them. */
  readonly url: string;
  /** The master that has the replica. */
  readonly master: ClusterNode;
  readonly replica: ClusterNode;
}

const startNode = async ({
  nodeTimeoutMs = 2_000,
  atEnd = onTestFinished,
}: RedisClusterOptions): Promise<ClusterNode> => {
  const server = await startRedis({
    args: [
      ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
      // The replica may be elected however long a test has kept it from that.
      ...['--cluster-node-timeout', String(nodeTimeoutMs), '--cluster-replica-validity-factor', '0'],
      ...['--repl-diskless-sync-delay', '0'],
    ],
  });
  atEnd(() => server.stop());
  const client = new Redis(server.url);
  client.on('error', () => undefined);
  atEnd(() => client.disconnect());
  return { server, client };
};

/**
 * Starts one: the least of which a master can be lost, since the others vote for its replica.
 * @param key what the master with the replica is to hold
 */
export const startRedisCluster = async (key: string, options: RedisClusterOptions = {}): Promise<RedisCluster> => {
  const start = () => startNode(options);
  const [replica, first, ...more] = await Promise.all([start(), start(), start(), start()]);
  const masters = [first, ...more];
  const slot = Number(await first.client.call('CLUSTER', 'KEYSLOT', key));
  let master = first;
  for (const [index, one] of masters.entries()) {
    const [from = 0, end = 0] = BOUNDS.slice(index, index + 2);
    await one.client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    await one.client.call('CLUSTER', 'ADDSLOTSRANGE', from, end - 1);
    if (slot >= from && slot < end) master = one;
  }
  const all = [replica, ...masters];
  for (const { server } of all.slice(1)) await replica.client.call('CLUSTER', 'MEET', '127.0.0.1', server.port);
  const isWhole = async ({ client }: ClusterNode): Promise<boolean> => {
    const info = String(await client.call('CLUSTER', 'INFO'));
    return /cluster_state:ok/.test(info) && /cluster_known_nodes:4/.test(info) && /cluster_size:3/.test(info);
  };
  await eventually(async () => (await Promise.all(all.map(isWhole))).every(Boolean));
  await replica.client.call('CLUSTER', 'REPLICATE', String(await master.client.call('CLUSTER', 'MYID')));
  await eventually(async () => /master_link_status:up/.test(await replica.client.info('replication')));
  // Each of them is asked by somebody which nodes there are.
  await eventually(async () => {
    const tables = await Promise.all(all.map(({ client }) => client.call('CLUSTER', 'SLOTS')));
    return tables.every((table) => JSON.stringify(table).includes(String(replica.server.port)));
  });
  return {
    url: `redis+cluster://${all.map(({ server }) => `127.0.0.1:${server.port}`).join(',')}`,
    master,
    replica,
  };
};
