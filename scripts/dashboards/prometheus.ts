/** A Prometheus of this machine for a check: Debian's package, on a port of its own, its data in a directory that goes with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../src/runtime/free_port.ts';
import { untilReady } from '../../src/runtime/until_ready.ts';

/** A running Prometheus. */
export interface RunningPrometheus {
  /** The answer of `/api/v1/rules`. */
  rules(): Promise<unknown>;
  /** How many series a query has now that hold a number. @throws when Prometheus refuses the query */
  filled(query: string): Promise<number>;
  stop(): Promise<void>;
}

const answerSchema = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }).optional(),
});

/**
 * Starts it.
 * @param rulesPath the alerts
 * @param targets by job, `host:port`
 */
export const startPrometheus = async (
  rulesPath: string,
  targets: Readonly<Record<string, readonly string[]>>,
): Promise<RunningPrometheus> => {
  const directory = await mkdtemp(join(tmpdir(), 'slotproof-prometheus-'));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rulesPath],
    scrape_configs: Object.entries(targets).map(([job, addresses]) => ({
      job_name: job,
      static_configs: [{ targets: addresses }],
    })),
  };
  // JSON is YAML too.
  await writeFile(join(directory, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = once(child, 'exit');
  await untilReady('prometheus', `http://${address}/-/ready`);

  return {
    rules: async () => await (await fetch(`http://${address}/api/v1/rules`)).json(),
    filled: async (query) => {
      const response = await fetch(`http://${address}/api/v1/query?${new URLSearchParams({ query })}`);
      const answer = answerSchema.parse(await response.json());
      if (answer.status !== 'success') throw new Error(`${answer.error}: ${query}`);
      return answer.data?.result.filter(({ value: [, number] }) => number !== 'NaN').length ?? 0;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
};
