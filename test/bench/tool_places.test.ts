import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findNginx } from '../../bench/contenders/nginx/find_nginx.ts';
import { findFaketime } from '../../bench/faketime.ts';
import { unpackedEnvironment } from '../../bench/tool_places.ts';

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-tools-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A program that says of itself what nginx does. */
const writeNginx = async (folder: string, says: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'nginx');
  await writeFile(path, `#!/bin/sh\necho '${says}' >&2\n`, { mode: 0o755 });
  return path;
};

const nowhere = { programs: ['/nowhere'], libraries: ['/nowhere'], unpacked: undefined };

test('nothing is found where there is nothing', async () => {
  const unpacked = await temporaryFolder();
  expect(findNginx(nowhere)).toBeUndefined();
  expect(findNginx({ ...nowhere, unpacked })).toBeUndefined();
  expect(findFaketime(nowhere)).toBeUndefined();
  expect(findFaketime({ ...nowhere, unpacked })).toBeUndefined();
});

test("the machine's nginx goes before the unpacked one, unless it is too old or does not run", async () => {
  const folder = await temporaryFolder();
  const unpacked = join(folder, 'unpacked');
  const own = await writeNginx(join(unpacked, 'usr/sbin'), 'nginx version: nginx/1.22.1');
  const machine = join(folder, 'machine');
  const places = { ...nowhere, programs: [machine], unpacked };
  expect(findNginx(places)).toMatchObject({ path: own, version: '1.22.1' });
  await writeNginx(machine, 'nginx version: nginx/1.18.0 (Ubuntu)');
  expect(findNginx(places)).toMatchObject({ path: own });
  await writeNginx(machine, 'error while loading shared libraries: libpcre2-8.so.0');
  expect(findNginx(places)).toMatchObject({ path: own });
  const path = await writeNginx(
    machine,
    'nginx version: nginx/1.29.0\nconfigure arguments: --without-http_uwsgi_module',
  );
  expect(findNginx(places)).toEqual({ path, version: '1.29.0', env: {}, without: new Set(['http_uwsgi_module']) });
});

test('what was unpacked finds the libraries that were unpacked with it', async () => {
  const unpacked = await temporaryFolder();
  await writeNginx(join(unpacked, 'usr/sbin'), 'nginx version: nginx/1.22.1');
  await mkdir(join(unpacked, 'usr/lib/x86_64-linux-gnu'), { recursive: true });
  const libraries = ['usr/lib', 'usr/lib/x86_64-linux-gnu'].map((folder) => join(unpacked, folder)).join(delimiter);
  expect(unpackedEnvironment(unpacked)).toEqual({ LD_LIBRARY_PATH: libraries });
  expect(findNginx({ ...nowhere, unpacked })?.env).toEqual({ LD_LIBRARY_PATH: libraries });
});

test('libfaketime is found in the folder of the architecture, the one for threads first', async () => {
  const folder = await temporaryFolder();
  const write = async (root: string, name: string): Promise<string> => {
    await mkdir(join(folder, root, 'faketime'), { recursive: true });
    await writeFile(join(folder, root, 'faketime', name), '');
    return join(folder, root, 'faketime', name);
  };
  const places = { ...nowhere, libraries: [join(folder, 'lib')], unpacked: join(folder, 'unpacked') };
  const unpacked = await write('unpacked/usr/lib/aarch64-linux-gnu', 'libfaketime.so.1');
  expect(findFaketime(places)).toBe(unpacked);
  const forThreads = await write('unpacked/usr/lib/aarch64-linux-gnu', 'libfaketimeMT.so.1');
  expect(findFaketime(places)).toBe(forThreads);
  const machine = await write('lib', 'libfaketime.so.1');
  expect(findFaketime(places)).toBe(machine);
});
