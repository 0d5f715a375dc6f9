/**
 * `npm run chaos -- --seed N --minutes M [--accepted N]`: kills, freezes, failovers, clocks that are moved and a failing Cal.com, at random
 * under load, and a count of what became of everything that was accepted. The same seed and minutes have the same plan. It ends with 1 where anything is not as it has to be.
 */
import { parseArgs } from 'node:util';
import { findFaketime } from '../faketime.ts';
import { planOf, wordsOf } from './plan.ts';
import { runChaos } from './run.ts';

/** What a run accepts in a minute unless told. */
const USUAL_PER_MINUTE = 600;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    minutes: { type: 'string', default: '1' },
    accepted: { type: 'string' },
  },
});
const kindOf = (line: string): string =>
  line.replace(/"(?:time|pid|requestId)":(?:"[^"]*"|\d+)/g, '').replace(/[\da-f]{8}-[\da-f-]{27}/g, '');

const minutes = Number(values.minutes);
const accepted = Number(values.accepted ?? Math.ceil(minutes * USUAL_PER_MINUTE));
if (!(minutes > 0 && accepted > 0)) {
  console.error('npm run chaos -- --seed N --minutes M [--accepted N]');
  process.exit(2);
}
const durationMs = minutes * 60_000;
const plan = planOf(values.seed, durationMs);
console.log(`seed ${values.seed}, ${minutes} min, ${accepted} to be accepted. The plan:`);
for (const fault of plan) console.log(wordsOf(fault));
if (findFaketime() === undefined) console.log('There is no libfaketime here, so no clock moves.');

const { figures, violations, complaints } = await runChaos({
  seed: values.seed,
  plan,
  durationMs,
  accepted,
  onFault: (fault, at) => console.log(`[${(at / 1000).toFixed(1)} s] ${wordsOf(fault).trim()}`),
  onStage: (words) => console.log(words),
});
const count = (kind: string): number => plan.filter((fault) => fault.kind === kind).length;
console.log('');
console.table({
  ...figures,
  kills: count('kill'),
  freezes: count('freeze'),
  failovers: count('failover'),
  clockMoves: count('clock'),
  calcomFaults: count('calcom'),
  violations: violations.length,
});
for (const violation of violations.slice(0, 50)) console.error(violation);
if (violations.length > 50) console.error(`and ${violations.length - 50} more`);
if (violations.length > 0 && complaints.length > 0) {
  // The last of each kind: a job's id is all that tells thousands of them apart.
  const kinds = new Map(complaints.map((line) => [kindOf(line), line]));
  console.error(`${complaints.length} errors in the logs, of ${kinds.size} kinds:`);
  for (const complaint of [...kinds.values()].slice(-50)) console.error(complaint);
}
console.log(`Again: npm run chaos -- --seed ${values.seed} --minutes ${values.minutes} --accepted ${accepted}`);
process.exit(violations.length === 0 ? 0 : 1);
