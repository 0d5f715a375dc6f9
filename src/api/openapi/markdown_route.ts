/** `GET /llms.txt` (llmstxt.org) and the documentation in Markdown, for models and for people without a browser. */
import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { onlyAllow } from '../http/allowed_methods.ts';

const DOCS = new URL('../../../docs/', import.meta.url);

/** The pages, with what each is about. */
const PAGES: Readonly<Record<string, string>> = {
  agents: 'tools for agents: five minutes to a tool call, the tools, what to write into the prompt',
  design: 'where things are, rules, HTTP, cache, queues, settings',
  operation: 'running it, connecting Cal.com, watching it',
  'failure-modes': 'symptom, cause, what to check, what heals itself',
  consistency: 'how old which layer may be',
  'cal-com': 'what Cal.com is held to be',
  words: 'the words for all of it',
};

const LLMS_TXT = `# Slotproof

> Answers whether a Cal.com slot can be booked and which near it can, from a cache, and books it. Tools for agents by MCP at /mcp and for voice platforms at /v1/agents. Times are taken as people say them, answers come as sentences to speak.

## Documentation

${Object.entries(PAGES)
  .map(([name, about]) => `- [${name}](/docs/${name}.md): ${about}`)
  .join('\n')}

## API

- [OpenAPI](/openapi.json): every operation, field and problem
`;

/** The routes. The pages are read now. @throws Error when one is missing */
export const markdownRoute = (): Router => {
  const router = Router();
  const serve = (path: string, type: string, text: string): void => {
    router.get(path, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=3600').type(type).send(text);
    });
    router.all(path, onlyAllow('GET', 'HEAD'));
  };
  serve('/llms.txt', 'text/plain', LLMS_TXT);
  for (const name of Object.keys(PAGES)) {
    serve(`/docs/${name}.md`, 'text/markdown', readFileSync(new URL(`${name}.md`, DOCS), 'utf8'));
  }
  return router;
};
