/**
 * `npm run bench:setup`: what the benchmark compares with and this machine lacks, nginx and libfaketime, unpacked into `.data/bench-tools`. It
 * needs no root, installs nothing, and does nothing where both are here. Always exits with 0: what cannot be had is said, and the benchmark
 * leaves it out.
 */
import { findNginx } from '../bench/contenders/nginx/find_nginx.ts';
import { findFaketime } from '../bench/faketime.ts';
import { BENCH_TOOLS_ROOT, MACHINE_PLACES, TOOL_PLACES, type ToolPlaces } from '../bench/tool_places.ts';
import { hasApt, unpackFromApt } from './packages/unpack_from_apt.ts';

interface Tool {
  /** The tool's name, and its Debian package's. */
  readonly name: string;
  readonly find: (places: ToolPlaces) => string | undefined;
  /** What the benchmark does without. */
  readonly without: string;
}

const TOOLS: readonly Tool[] = [
  { name: 'nginx', find: (places) => findNginx(places)?.path, without: 'the contender nginx' },
  { name: 'libfaketime', find: findFaketime, without: 'the day under a clock that is moved' },
];

const lacking = (places: ToolPlaces): readonly Tool[] => TOOLS.filter(({ find }) => find(places) === undefined);

if (lacking(TOOL_PLACES).length > 0 && hasApt()) {
  // All that the machine itself lacks, because unpacking replaces what was unpacked before.
  const names = lacking(MACHINE_PLACES).map(({ name }) => name);
  process.stdout.write(`Unpacking ${names.join(' and ')} into ${BENCH_TOOLS_ROOT} …\n`);
  unpackFromApt(names, BENCH_TOOLS_ROOT);
}

for (const { name, find, without } of TOOLS) {
  const path = find(TOOL_PLACES);
  process.stdout.write(
    path === undefined
      ? `There is no ${name} here, and apt could not provide one: the benchmark leaves out ${without} until it is installed by hand.\n`
      : `${name} is at ${path}.\n`,
  );
}
