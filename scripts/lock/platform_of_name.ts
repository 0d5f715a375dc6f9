/** The platforms that a package is for, in the words of package.json's `os`, `cpu` and `libc`. */
export interface Platform {
  os: string[];
  cpu: string[];
  libc?: string[];
}

const OS = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]);
const CPU = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']);
const LIBC: Record<string, string> = { musl: 'musl', gnu: 'glibc', gnueabihf: 'glibc', glibc: 'glibc' };

/**
 * Reads the platform from a package's name, by the convention that native packages share (`cli-linux-x64-musl`,
 * `binding-win32-arm64-msvc`). A Linux package that names no C library is for glibc when a sibling of it is for musl:
 * without that, npm would install both on the same machine.
 *
 * @returns undefined when the name tells no operating system or no processor.
 */
export const platformOfName = (name: string, siblings: readonly string[]): Platform | undefined => {
  const words = name.split(/[-/]/);
  const os = words.find((word) => OS.has(word));
  const cpu = words.find((word) => CPU.has(word));
  if (os === undefined || cpu === undefined) return undefined;
  const named = words.map((word) => LIBC[word]).find((libc) => libc !== undefined);
  const libc = named ?? (os === 'linux' && siblings.includes(`${name}-musl`) ? 'glibc' : undefined);
  return libc === undefined ? { os: [os], cpu: [cpu] } : { os: [os], cpu: [cpu], libc: [libc] };
};
