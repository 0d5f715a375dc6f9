import { fileURLToPath } from 'node:url';

/** Where Node.js keeps what it has compiled, for all processes of the tests: compiling is most of what it takes to start one. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../.data/compile-cache', import.meta.url));
