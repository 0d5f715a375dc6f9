/** What every contender of the benchmark offers, so that one driver can put the same traffic to each of them. */
import type { EpochMs } from '../src/verification/time.ts';

/** The contenders, in the order of the tables. */
export const CONTENDERS = ['before', 'nginx', 'slotproof'] as const;

/** A contender's name. */
export type ContenderName = (typeof CONTENDERS)[number];

/** One question of a user's: two alternatives are wanted, business hours are 09:00 to 18:00 from Monday to Friday. */
export interface Ask {
  readonly eventTypeId: number;
  readonly start: EpochMs;
  /** IANA name of the caller's zone. */
  readonly timeZone: string;
  /** How far `same_day` looks, in hours. */
  readonly windowHours: number;
}

/** What a user got for a question. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly outcome: 'available' | 'alternatives' | 'unavailable';
      /** When each slot that was offered starts: the requested one, or the alternatives. */
      readonly offers: readonly EpochMs[];
      /** Whether it was answered without waiting for Cal.com. */
      readonly hit: boolean;
    }
  | {
      readonly kind: 'failed';
      /** In a word or two, to be counted: `429`, `timeout`, `connection refused`. */
      readonly reason: string;
    };

/** A process whose memory is sampled. */
export interface ContenderProcess {
  /** Such as `api` or `worker`. */
  readonly role: string;
  readonly pid: number;
}

/** A running contender. */
export interface Contender {
  readonly name: ContenderName;
  /** Asks as a user would and waits for the answer. Never rejects: what goes wrong for a user is an answer. */
  ask(ask: Ask): Promise<Answer>;
  processes(): readonly ContenderProcess[];
  stop(): Promise<void>;
}

/** The ages of what is cached, in seconds, in the words of RFC 5861. */
export interface CacheAges {
  readonly fresh: number;
  readonly stale: number;
  readonly staleIfError: number;
}

/** What a contender is started with. */
export interface ContenderSettings {
  /** The simulator's base URL, such as `http://127.0.0.1:3010`. */
  readonly calcomUrl: string;
  /** The API key that it calls Cal.com with. */
  readonly apiKey: string;
  /** More for the environment of its processes, such as a clock that the driver moves. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long something cached is used, in seconds, where a scenario lives through hours in minutes; as shipped unless told. */
  readonly ages?: CacheAges;
  /** A multiple of the real time in which Cal.com is late, 1 unless told: what stands for other delays is shortened with it. */
  readonly delayFactor?: number;
}
