/** What a tool is, whoever calls it: a model by MCP, a voice platform, a program. */
import type { z } from 'zod';
import type { SpeechDocument } from '../contract/speech_schema.ts';
import type { EpochMs } from '../verification/time.ts';
import type { ToolOutput } from './tool_output.ts';

/** An answer of the api. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the api. @param headers beside those that every request has */
export type AskApi = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiAnswer>;

/** Who calls, and what is known of the call. */
export interface ToolCaller {
  readonly ask: AskApi;
  readonly now: EpochMs;
  /** The zone of callers who name none. */
  readonly usualZone: string | undefined;
  /** The `Idempotency-Key` that came with the call. */
  readonly callKey: string | undefined;
  /** Which conversation the call is of; undefined where that is not told. */
  readonly conversation: string | undefined;
}

/** What a tool answers with. */
export interface ToolResult {
  /** To be spoken as it is, or told to the model where something is wrong with the call. */
  readonly say: string;
  readonly output: ToolOutput;
  /** Whether the model has to do something else: correct its arguments, or tell the caller that it does not work now. */
  readonly isError: boolean;
}

/** A tool. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  /** Whether it changes nothing. */
  readonly isReadOnly: boolean;
  /** Whether calling it again with the same arguments changes nothing more. */
  readonly isIdempotent: boolean;
  run(args: Readonly<Record<string, unknown>>, caller: ToolCaller): Promise<ToolResult>;
}

/** A result that is spoken. */
export const spokenResult = (speech: SpeechDocument, output: ToolOutput): ToolResult => ({
  say: speech.text,
  output,
  isError: false,
});
