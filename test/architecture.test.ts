/** Dependencies point one way: what stands lower in the list is used by what stands above it, never the other way round. */
import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** What a process is put together from. */
const PARTS_OF_A_PROCESS: readonly string[] = [
  ...['account', 'booking', 'queues', 'registration', 'availability', 'changes', 'catalogue', 'calcom', 'verification'],
  ...['when', 'speech', 'redis', 'telemetry', 'runtime', 'config'],
];

/** What each folder may import from, besides itself. `main.ts` stands beside the folders. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  api: ['assembly', 'tools', 'contract', ...PARTS_OF_A_PROCESS],
  workers: ['assembly', 'contract', ...PARTS_OF_A_PROCESS],
  // Neither the cache nor what fills it: it asks the api.
  cli: ['tools', 'contract', ...PARTS_OF_A_PROCESS.filter((part) => part !== 'availability')],
  assembly: PARTS_OF_A_PROCESS,
  tools: ['contract', 'when', 'speech', 'verification'],
  contract: ['when', 'speech', 'booking', 'queues', 'availability', 'catalogue', 'calcom', 'verification'],
  booking: ['account', 'queues', 'calcom', 'verification'],
  queues: ['account', 'redis', 'availability', 'catalogue', 'calcom', 'speech', 'verification'],
  registration: ['account', 'catalogue', 'calcom', 'verification'],
  availability: ['account', 'redis', 'changes', 'catalogue', 'calcom', 'verification'],
  changes: ['account', 'catalogue', 'calcom', 'verification'],
  catalogue: ['account', 'calcom', 'verification'],
  calcom: ['account', 'verification', 'telemetry'],
  account: ['verification'],
  telemetry: [],
  when: ['verification'],
  speech: ['verification'],
  verification: [],
  simulator: [],
  runtime: ['contract', 'queues', 'redis', 'config', 'telemetry'],
  config: ['account', 'redis', 'verification'],
  redis: [],
  'main.ts': ['runtime', 'config'],
};

/**
 * The rooms of a folder, and what each may import from of its folder's other rooms. `.` are the files beside the rooms, which put them
 * together: no room knows of them.
 */
const ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  api: {
    '.': [
      'http',
      'access',
      'refresh',
      'verifications',
      'bookings',
      'holds',
      'holding',
      'speaking',
      'slots',
      'passthrough',
      'calcom_webhooks',
      'warming',
      'event_types',
      'openapi',
      'operation',
      'admin',
      'agents',
    ],
    admin: ['verifications', 'bookings', 'holds', 'operation', 'access', 'http'],
    agents: ['http'],
    operation: ['http'],
    openapi: ['http'],
    verifications: ['holding', 'speaking', 'refresh', 'access', 'http'],
    bookings: ['verifications', 'speaking', 'access', 'http'],
    holds: ['holding', 'verifications', 'speaking', 'access', 'http'],
    holding: ['http'],
    speaking: ['http'],
    slots: ['refresh', 'access', 'http'],
    passthrough: ['slots', 'access', 'http'],
    calcom_webhooks: ['access', 'http'],
    warming: ['access', 'http'],
    event_types: ['access', 'http'],
    refresh: ['http'],
    access: ['http'],
    http: [],
  },
  workers: {
    '.': [
      'verifications',
      'ranges',
      'bookings',
      'holds',
      'passthrough',
      'callbacks',
      'warming',
      'catalogue',
      'changes',
      'registration',
      'process',
    ],
    verifications: ['process'],
    ranges: ['warming', 'process'],
    bookings: ['process'],
    holds: ['process'],
    passthrough: ['process'],
    callbacks: ['process'],
    catalogue: ['warming', 'process'],
    changes: ['warming', 'process'],
    registration: ['warming', 'process'],
    warming: ['process'],
    process: [],
  },
  queues: {
    '.': [
      'verifications',
      'ranges',
      'bookings',
      'holds',
      'passthrough',
      'callbacks',
      'warming',
      'catalogue',
      'changes',
      'registration',
      'job_queue',
    ],
    callbacks: ['verifications', 'job_queue'],
    verifications: ['job_queue'],
    bookings: ['job_queue'],
    holds: ['job_queue'],
    ranges: ['job_queue'],
    passthrough: ['job_queue'],
    warming: ['job_queue'],
    catalogue: ['job_queue'],
    changes: ['job_queue'],
    registration: ['job_queue'],
    job_queue: [],
    connection: [],
  },
};

/** What `api/http` may know of the rest: nothing of slots. */
const OF_HTTP = ['contract/problem.ts', 'redis/redis_fault.ts', 'telemetry'];

/** Every module's path, with those of the modules that it imports. */
const importsOf = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const imports = new Map<string, readonly string[]>();
  for await (const path of glob('**/*.ts', { cwd: SRC })) {
    const text = await readFile(join(SRC, path), 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, specifier = '']) => specifier);
    imports.set(
      path,
      specifiers.map((specifier) => relative(SRC, join(SRC, path, '..', specifier))),
    );
  }
  return imports;
};

const IMPORTS = await importsOf();

/** Those imports that are against a rule, as sentences. */
const against = (isAllowed: (from: string, to: string) => boolean): readonly string[] =>
  [...IMPORTS].flatMap(([from, targets]) =>
    targets.filter((to) => !isAllowed(from, to)).map((to) => `${from} imports ${to}`),
  );

const folderOf = (path: string): string => path.split('/')[0] ?? '';

const roomOf = (path: string): string => {
  const [, room = '', ...rest] = path.split('/');
  return rest.length === 0 ? '.' : room;
};

test('every import points down', () => {
  const wrong = against((from, to) => {
    const [folder, target] = [folderOf(from), folderOf(to)];
    return target === folder || MAY_USE[folder]?.includes(target) === true;
  });
  expect(wrong).toEqual([]);
});

test('every import between the rooms of a folder points down', () => {
  const wrong = against((from, to) => {
    const rooms = ROOMS[folderOf(from)];
    if (rooms === undefined || folderOf(to) !== folderOf(from)) return true;
    const [room, target] = [roomOf(from), roomOf(to)];
    return target === room || rooms[room]?.includes(target) === true;
  });
  expect(wrong).toEqual([]);
});

test('the mechanics of HTTP know nothing of slots', () => {
  const wrong = against(
    (from, to) =>
      !from.startsWith('api/http/') || to.startsWith('api/http/') || OF_HTTP.some((known) => to.startsWith(known)),
  );
  expect(wrong).toEqual([]);
});

test('no module imports itself by way of others', () => {
  const circles: string[] = [];
  const settled = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || settled.has(path)) return;
    for (const target of IMPORTS.get(path) ?? []) visit(target, [...way, path]);
    settled.add(path);
  };
  for (const path of IMPORTS.keys()) visit(path, []);
  expect(circles).toEqual([]);
});
