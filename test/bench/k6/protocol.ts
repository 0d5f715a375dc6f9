/** What the emulator and its virtual users, each a thread of its own, tell one another. */
import type { MessagePort } from 'node:worker_threads';
import type { MetricDeclaration, Sample } from './metric.ts';

/** What a virtual user is started with. */
export interface VirtualUserData {
  /** The script's file URL. */
  readonly script: string;
  /** k6's `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  /** k6's `__VU`; 0 looks at the script and runs `setup` and `teardown`. */
  readonly vu: number;
  /** Where its requests go; the other end makes them. */
  readonly http: MessagePort;
}

/** What a virtual user is told to do. */
export type Command =
  | { readonly kind: 'load' }
  /** Calls an exported function; `undefined` is returned for one that the script does not have. */
  | { readonly kind: 'call'; readonly name: string; readonly argument: unknown }
  | {
      readonly kind: 'iterate';
      readonly scenario: string;
      readonly executor: string;
      readonly exec: string;
      readonly iterations: number;
      /** How many users there are; numbers of iterations are dealt out in turn. */
      readonly users: number;
      readonly data: unknown;
    };

/** What it says afterwards. */
export interface Report {
  readonly value: unknown;
  readonly samples: readonly Sample[];
  readonly errors: readonly string[];
}

/** What loading a script gives. */
export interface LoadedScript {
  readonly options: unknown;
  readonly functions: readonly string[];
  readonly metrics: readonly MetricDeclaration[];
}

/** A request, and where its end is signalled. */
export interface WireRequest {
  readonly done: Int32Array<SharedArrayBuffer>;
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Its answer; status 0 when there was none, as in k6. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly error: string;
  readonly durationMs: number;
}
