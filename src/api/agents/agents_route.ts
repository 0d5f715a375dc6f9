/** `POST /v1/agents/{retell,vapi,elevenlabs,tool}`: the tools, as voice platforms call them. */
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { languageOf } from '../../tools/arguments.ts';
import { failedResult } from '../../tools/failed.ts';
import type { ToolResult } from '../../tools/tool.ts';
import { callTool } from '../../tools/tools.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { isOverLimit } from '../http/limit_headers.ts';
import { RequestProblem } from '../http/problem_response.ts';
import type { AgentsContext } from './context.ts';
import { cameIn, ownApi } from './own_api.ts';
import { PLATFORMS, type Platform, type WantedCall } from './platforms.ts';

/** Where they are. */
export const AGENTS_PATH = '/v1/agents';

/** Transcripts come along. */
const BODY_LIMIT = 1024 * 1024;

/** Vapi sends its secret in a header of its own: it is one of the API keys. Before authentication. */
export const secretAsKey: RequestHandler = (request, _response, next) => {
  const secret = request.get('x-vapi-secret');
  if (secret !== undefined) request.headers.authorization ??= `Bearer ${secret}`;
  next();
};

/** The routes. */
export const agentsRoute = (context: AgentsContext): Router => {
  const router = Router();
  // As bytes, since the signature is over them.
  const bytes = express.raw({ type: () => true, limit: BODY_LIMIT });
  for (const [name, platform] of Object.entries(PLATFORMS)) {
    const checks = name === 'retell' ? [retellSignature(context)] : [];
    for (const path of [`/${name}`, `/${name}/:tool`]) {
      router.post(path, bytes, ...checks, (request, response) => answer(context, platform, request, response));
      router.all(path, onlyAllow('POST'));
    }
  }
  return router;
};

const bodyOf = (request: Request): string => (Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');

const retellSignature =
  ({ config }: AgentsContext): RequestHandler =>
  async (request, _response, next) => {
    const { retellApiKey } = config;
    if (retellApiKey === undefined) return next();
    const { verify } = await import('retell-sdk');
    if (await verify(bodyOf(request), retellApiKey, request.get('x-retell-signature') ?? '')) return next();
    throw new RequestProblem('signature-invalid', {
      detail: 'X-Retell-Signature is not that of RETELL_API_KEY, the key with the webhook badge at Retell.',
    });
  };

const answer = async (
  context: AgentsContext,
  platform: Platform,
  request: Request,
  response: Response,
): Promise<void> => {
  const body = parsed(bodyOf(request));
  const { tool } = request.params;
  const wanted = platform.read(body, typeof tool === 'string' ? tool : undefined);
  if (wanted === undefined) {
    const words =
      'This call names no tool: put its name at the end of the address, such as /check_slot, or into the body.';
    response.json({ say: words, outcome: 'error' });
    return;
  }
  // One after the other: a model that books and cancels in one breath means it in that order.
  const results: ToolResult[] = [];
  for (const call of wanted) results.push(await resultOf(context, request, response, call));
  response.json(platform.write(body, results));
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Whatever happens, there is something to say: a platform that gets an error says nothing, or hangs up. */
const resultOf = async (
  { clock, config, logger }: AgentsContext,
  request: Request,
  response: Response,
  { name, args, conversation }: WantedCall,
): Promise<ToolResult> => {
  const failed = () => failedResult(undefined, languageOf(args), clock());
  if (isOverLimit(response)) return failed();
  const ask = ownApi(cameIn(request));
  const callKey = request.get('idempotency-key');
  try {
    return await callTool(name, args, { ask, now: clock(), usualZone: config.defaultTimeZone, callKey, conversation });
  } catch (error) {
    logger.error({ err: error, tool: name }, 'a tool failed');
    return failed();
  }
};
