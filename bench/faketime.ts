/** libfaketime: a clock that the driver moves, for a process that is started with it in `LD_PRELOAD`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolders, TOOL_PLACES, type ToolPlaces } from './tool_places.ts';

// The first is made for processes with threads, which all contenders have.
const NAMES = ['libfaketimeMT.so.1', 'libfaketime.so.1'];

/** The path of libfaketime, or undefined where there is none. Homebrew's is left out: macOS has no `LD_PRELOAD`. */
export const findFaketime = ({ libraries, unpacked }: ToolPlaces = TOOL_PLACES): string | undefined => {
  const roots = [...libraries, ...(unpacked === undefined ? [] : [join(unpacked, 'usr/lib')])];
  const folders = roots.flatMap(libraryFolders);
  for (const folder of folders)
    for (const name of NAMES) {
      const path = join(folder, 'faketime', name);
      if (existsSync(path)) return path;
    }
  return undefined;
};
