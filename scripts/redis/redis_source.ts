/** A way to get a redis-server. */
export interface RedisSource {
  /** As people call it. */
  readonly name: string;
  /** Whether this machine has it. */
  isHere(): boolean;
  /** Tries to install redis-server and starts no service. Whether it worked is seen by looking for redis-server. */
  install(): void;
}
