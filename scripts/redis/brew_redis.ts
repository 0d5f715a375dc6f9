import type { RedisSource } from './redis_source.ts';
import { hasCommand, run } from '../packages/run.ts';

/** Homebrew needs no root, refuses it even, and starts no service unless asked. */
export const brewRedis: RedisSource = {
  name: 'Homebrew',
  isHere: () => hasCommand('brew'),
  install: () => void run('brew', ['install', 'redis']),
};
