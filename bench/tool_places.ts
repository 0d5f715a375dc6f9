/** Where the tools of the benchmark are looked for: on this machine first, then where `npm run bench:setup` unpacks them. */
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where to look; a test looks elsewhere than the benchmark does. */
export interface ToolPlaces {
  /** Folders of the machine that may hold programs. */
  readonly programs: readonly string[];
  /** Folders of the machine that hold libraries, or a folder for each architecture with libraries. */
  readonly libraries: readonly string[];
  /** The folder that packages were unpacked into, or undefined to look on the machine alone. */
  readonly unpacked: string | undefined;
}

/** What `npm run bench:setup` fills. */
export const BENCH_TOOLS_ROOT = fileURLToPath(new URL('../.data/bench-tools', import.meta.url));

// What a shell of a user other than root, or one opened before Homebrew was installed, does not have on its PATH.
const BEYOND_THE_PATH = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/** This machine's own places, without what was unpacked. */
export const MACHINE_PLACES: ToolPlaces = {
  programs: [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...BEYOND_THE_PATH],
  libraries: ['/usr/lib', '/usr/lib64', '/usr/local/lib'],
  unpacked: undefined,
};

/** This machine's places, then what was unpacked. */
export const TOOL_PLACES: ToolPlaces = { ...MACHINE_PLACES, unpacked: BENCH_TOOLS_ROOT };

/** A folder of libraries and the folders in it, one of which is the architecture's. None when there is no such folder. */
export const libraryFolders = (folder: string): readonly string[] => {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inside.map(({ name }) => join(folder, name))];
  } catch {
    return [];
  }
};

/** Lets the linker find the libraries that were unpacked together with a program. */
export const unpackedEnvironment = (root: string): Readonly<Record<string, string>> => ({
  LD_LIBRARY_PATH: ['lib', 'usr/lib'].flatMap((folder) => libraryFolders(join(root, folder))).join(delimiter),
});
