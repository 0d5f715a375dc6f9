/** `GET /problems/{name}`: what a problem means and what to do about it, for people. Every problem document links to its page. */
import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { isProblemName, PROBLEM_NAMES, PROBLEM_PAGES_PATH, type ProblemName } from '../../contract/problem.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { RequestProblem } from '../http/problem_response.ts';

const PAGES = new URL('../../../docs/problems/', import.meta.url);

/** The route. The pages are read now. @throws Error when one is missing */
export const problemPagesRoute = (): Router => {
  const pages = new Map(PROBLEM_NAMES.map((name) => [name, readPage(name)]));
  const router = Router();
  router.get(`${PROBLEM_PAGES_PATH}/:name`, (request, response) => {
    const page = isProblemName(request.params.name) ? pages.get(request.params.name) : undefined;
    if (page === undefined) throw new RequestProblem('not-found', { detail: 'There is no such problem.' });
    // Plain text, because not every browser shows text/markdown.
    response.set('Cache-Control', 'public, max-age=3600').type('text/plain').send(page);
  });
  router.all(`${PROBLEM_PAGES_PATH}/:name`, onlyAllow('GET', 'HEAD'));
  return router;
};

const readPage = (name: ProblemName): string => readFileSync(new URL(`${name}.md`, PAGES), 'utf8');
