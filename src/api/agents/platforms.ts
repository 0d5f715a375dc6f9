/** How voice platforms call tools, and how they want to be answered. */
import { z } from 'zod';
import type { ToolResult } from '../../tools/tool.ts';

/** A tool that is to be called. */
export interface WantedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The phone call, or whatever the tool is called in; undefined where the body does not tell. */
  readonly conversation: string | undefined;
}

/** A platform. */
export interface Platform {
  /** What a body wants. @param tool named by the path @returns undefined where the body is none of this platform's */
  readonly read: (body: unknown, tool: string | undefined) => readonly WantedCall[] | undefined;
  /** The answer, in the platform's shape. */
  readonly write: (body: unknown, results: readonly ToolResult[]) => unknown;
}

const argsSchema = z.record(z.string(), z.unknown());

/** Models write arguments as a text of JSON too. */
const argsOf = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'string') return argsSchema.safeParse(value).data ?? {};
  try {
    return argsSchema.safeParse(JSON.parse(value)).data ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
};

const documentOf = ({ say, output }: ToolResult): object => ({ say, ...output });

const retellSchema = z.looseObject({
  name: z.string().optional(),
  args: z.unknown(),
  call: z.looseObject({ call_id: z.string() }).optional(),
});

/** Retell: custom functions. */
const retell: Platform = {
  read: (body, tool) => {
    const read = retellSchema.safeParse(body).data;
    const name = tool ?? read?.name;
    if (read === undefined || name === undefined) return undefined;
    const args = argsOf(read.args ?? withoutCall(body));
    return [{ name, args, conversation: read.call?.call_id }];
  },
  write: (_body, [result]) => (result === undefined ? {} : documentOf(result)),
};

/** With "args only" the arguments stand in the body itself. */
const withoutCall = (body: unknown): unknown => {
  const { call: _call, name: _name, ...args } = argsSchema.safeParse(body).data ?? {};
  return args;
};

const vapiCall = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  arguments: z.unknown().optional(),
  parameters: z.unknown().optional(),
  function: z
    .looseObject({ name: z.string().optional(), arguments: z.unknown().optional(), parameters: z.unknown().optional() })
    .optional(),
});
const vapiSchema = z.looseObject({
  message: z.looseObject({
    toolCallList: z.array(vapiCall).optional(),
    toolCalls: z.array(vapiCall).optional(),
    toolWithToolCallList: z.array(z.looseObject({ name: z.string().optional(), toolCall: vapiCall })).optional(),
    call: z.looseObject({ id: z.string().optional() }).optional(),
  }),
});

const vapiCallsOf = (body: unknown): readonly z.output<typeof vapiCall>[] | undefined => {
  const message = vapiSchema.safeParse(body).data?.message;
  return (
    message?.toolCallList ??
    message?.toolCalls ??
    message?.toolWithToolCallList?.map(({ name, toolCall }) => ({ ...toolCall, name: toolCall.name ?? name }))
  );
};

/** Vapi: several tool calls at once, each with an id. It wants a text of one line for each. */
const vapi: Platform = {
  read: (body, tool) => {
    const conversation = vapiSchema.safeParse(body).data?.message.call?.id;
    return vapiCallsOf(body)?.map(({ name, function: named, ...call }) => ({
      name: tool ?? name ?? named?.name ?? '',
      args: argsOf(call.arguments ?? call.parameters ?? named?.arguments ?? named?.parameters),
      conversation,
    }));
  },
  write: (body, results) => ({
    results: (vapiCallsOf(body) ?? []).flatMap(({ id, name, function: named }, index) => {
      const result = results[index];
      if (result === undefined) return [];
      return [{ toolCallId: id, name: name ?? named?.name, result: JSON.stringify(documentOf(result)) }];
    }),
  }),
};

/** ElevenLabs: the arguments as the body of a server tool, whose address names the tool; `conversation_id` as a dynamic variable. */
const elevenlabs: Platform = {
  read: (body, tool) => {
    const args = argsSchema.safeParse(body).data;
    if (args === undefined || tool === undefined) return undefined;
    const { conversation_id: id, ...rest } = args;
    return [{ name: tool, args: rest, conversation: typeof id === 'string' ? id : undefined }];
  },
  write: (_body, [result]) => (result === undefined ? {} : documentOf(result)),
};

const plainSchema = z.looseObject({
  name: z.string().optional(),
  tool: z.string().optional(),
  arguments: z.unknown().optional(),
  args: z.unknown().optional(),
  call_id: z.string().optional(),
});

/** Any other: `{ "tool": "check_slot", "arguments": { … } }`, or the arguments alone where the address names the tool. */
const plain: Platform = {
  read: (body, tool) => {
    const read = plainSchema.safeParse(body).data;
    const name = tool ?? read?.tool ?? read?.name;
    if (read === undefined || name === undefined) return undefined;
    const { tool: _tool, call_id: id, arguments: first, args: second, ...rest } = read;
    const args = argsOf(first ?? second ?? rest);
    return [{ name, args, conversation: id }];
  },
  write: (_body, [result]) => (result === undefined ? {} : documentOf(result)),
};

/** By the last part of their address. */
export const PLATFORMS: Readonly<Record<string, Platform>> = { retell, vapi, elevenlabs, tool: plain };
