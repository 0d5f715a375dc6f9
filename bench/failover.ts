/**
 * `npm run bench:failover`: how long a failover of Redis keeps work from being done, behind one address, by Sentinel, and of a Cluster whose master is
 * killed or frozen. While it happens two questions a second are asked that the queue, a worker and its events have to answer. Nothing here passes or
 * fails; the aim is 15 s.
 */
import { parseArgs } from 'node:util';
import { QUEUE_PREFIX } from '../src/queues/job_queue/job_queue.ts';
import { startRedisCluster } from '../test/support/redis_cluster.ts';
import { startRedisPair, startWatchedRedis, untilReplicated } from '../test/support/replicated_redis.ts';
import type { AtEnd } from '../test/support/system.ts';
import { isAnswered, startSystemAt } from '../test/support/system_at.ts';
import { latencyOf } from './load/percentile.ts';

const { values } = parseArgs({
  options: {
    accepted: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '3' },
    'node-timeouts': { type: 'string', default: '2000,5000,15000' },
    only: { type: 'string', default: '' },
  },
});

/** Between two questions, in ms. */
const EVERY_MS = 500;

/** So long after the last question in vain it is believed to be over, in ms: longer than one may wait for its answer. */
const CALM_MS = 7_000;

/** How long one is waited for, in ms. */
const PATIENCE_MS = 120_000;

/** A Redis that is about to lose its master. */
interface Doomed {
  readonly url: string;
  /** Settles when the master is gone, or no longer one. */
  strike(): Promise<void>;
}

type Start = (atEnd: AtEnd) => Promise<Doomed>;

const behindOne =
  (how: 'swapped' | 'frozen'): Start =>
  async (atEnd) => {
    const { url, swap, proxy } = await startRedisPair(atEnd);
    return { url, strike: how === 'swapped' ? swap : async () => proxy.freeze() };
  };

const watched: Start = async (atEnd) => {
  const { url, failOver } = await startWatchedRedis(5_000, atEnd);
  return { url, strike: failOver };
};

const watchedKilled: Start = async (atEnd) => {
  const { url, clients, master } = await startWatchedRedis(5_000, atEnd);
  const strike = async (): Promise<void> => {
    await untilReplicated(clients);
    await master.kill();
  };
  return { url, strike };
};

const cluster =
  (signal: 'SIGKILL' | 'SIGSTOP', nodeTimeoutMs: number): Start =>
  async (atEnd) => {
    const { url, master, replica } = await startRedisCluster(QUEUE_PREFIX, { nodeTimeoutMs, atEnd });
    const pid = Number(/process_id:(\d+)/.exec(await master.client.info('server'))?.[1]);
    // A frozen server would not hear that it is to end.
    if (signal === 'SIGSTOP') atEnd(() => void process.kill(pid, 'SIGCONT'));
    const strike = async (): Promise<void> => {
      await untilReplicated({ master: master.client, replica: replica.client });
      process.kill(pid, signal);
    };
    return { url, strike };
  };

const CASES: readonly (readonly [name: string, start: Start])[] = [
  ['one address, swapped', behindOne('swapped')],
  ['one address, connections frozen', behindOne('frozen')],
  ['Sentinel, asked to', watched],
  ['Sentinel (5 s), master killed', watchedKilled],
  ...values['node-timeouts'].split(',').flatMap((text): [string, Start][] => [
    [`Cluster (${Number(text) / 1000} s), master killed`, cluster('SIGKILL', Number(text))],
    [`Cluster (${Number(text) / 1000} s), master frozen`, cluster('SIGSTOP', Number(text))],
  ]),
];

/** What one failover cost, in ms since the strike. */
interface Outage {
  /** When the first question was answered of those that were asked after the last one in vain. */
  readonly worksMs: number;
  /** When everything accepted before was told; undefined where it was not within the patience. */
  readonly toldMs: number | undefined;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** How long each 503 was waited for. */
  readonly waits503Ms: readonly number[];
}

const measure = async (start: Start): Promise<Outage> => {
  const ends: (() => void | Promise<void>)[] = [];
  try {
    const { url, strike } = await start((end) => ends.push(end));
    const system = await startSystemAt(url, {}, (end) => ends.push(end));
    await system.answersAnew();
    const accepted = await system.accept(Number(values.accepted));
    await strike();
    const struckAt = performance.now();
    const since = (): number => performance.now() - struckAt;

    const statuses = new Map<number, number>();
    const answered: { readonly askedAt: number; readonly answeredAt: number }[] = [];
    const waits503Ms: number[] = [];
    let lastMissMs = 0;
    const put = async (): Promise<void> => {
      const askedAt = since();
      const reply = await system.askAnew();
      const answeredAt = since();
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      if (reply.status === 503) waits503Ms.push(answeredAt - askedAt);
      if (isAnswered(reply)) answered.push({ askedAt, answeredAt });
      else lastMissMs = Math.max(lastMissMs, askedAt);
    };
    let toldMs: number | undefined;
    const telling = system.untilTold(accepted).then(() => {
      toldMs = since();
    });
    const underWay: Promise<void>[] = [];
    while (since() < PATIENCE_MS) {
      underWay.push(put());
      await pause(EVERY_MS);
      if (toldMs !== undefined && since() - lastMissMs > CALM_MS && answered.length > 0) break;
    }
    await Promise.all(underWay);
    await Promise.race([telling, pause(0)]);
    const worksMs = Math.min(
      ...answered.filter(({ askedAt }) => askedAt >= lastMissMs).map(({ answeredAt }) => answeredAt),
    );
    return { worksMs, toldMs, statuses, waits503Ms };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const inSeconds = (milliseconds: number | undefined): string =>
  milliseconds === undefined || !Number.isFinite(milliseconds) ? 'never' : `${(milliseconds / 1000).toFixed(1)} s`;

for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, start] of CASES) {
    if (!name.includes(values.only)) continue;
    const { worksMs, toldMs, statuses, waits503Ms } = await measure(start);
    const { p50, max } = latencyOf(waits503Ms);
    const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    console.log(
      `${name.padEnd(34)} new work after ${inSeconds(worksMs).padStart(6)}, all told after ${inSeconds(toldMs).padStart(6)}; ` +
        `${counts}; a 503 after ${inSeconds(p50)} in the middle, ${inSeconds(max)} at the longest`,
    );
  }
}
process.exit(0);
