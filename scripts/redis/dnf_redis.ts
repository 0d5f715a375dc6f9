import type { RedisSource } from './redis_source.ts';
import { hasCommand, run } from '../packages/run.ts';

// The module first: without it RHEL 9 and its kin install Redis 6. Fedora has no such module, and its plain one is new.
const PACKAGES = ['@redis:7', 'redis', 'valkey'];

/** dnf installs for root only (here, or by a sudo that asks nothing), and starts no service. */
export const dnfRedis: RedisSource = {
  name: 'dnf',
  isHere: () => hasCommand('dnf'),
  install: () => {
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    for (const name of PACKAGES) {
      const [command = 'dnf', ...args] = [...asRoot, 'dnf', 'install', '-y', name];
      if (run(command, args) !== undefined) return;
    }
  },
};
