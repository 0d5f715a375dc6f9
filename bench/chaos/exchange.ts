/** Requests of somebody who hangs up in the end, to whichever api has its turn, alive or not. */
import type { Fleet } from './fleet.ts';

/** A caller hangs up after so long. */
const PATIENCE_MS = 10_000;

let turn = 0;

/** The address of one api after another. */
export const anyOf = ({ urls }: Fleet): string => urls[turn++ % urls.length] ?? '';

/** An answer that was read to its end. */
export interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** Sends, and reads all of the answer. */
export const exchange = async (url: string, path: string, init: RequestInit): Promise<Answered> => {
  const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  return { ok: response.ok, status: response.status, text: await response.text() };
};
