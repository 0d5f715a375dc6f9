/** `GET /v1/event-types`: which event types the account has. */
import { type Request, type Response, Router } from 'express';
import { subjectOf } from '../../availability/segment_key.ts';
import type { Usage } from '../../availability/usage.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { reasonOfIssue } from '../../contract/body_fault.ts';
import { eventTypesDocument, eventTypesQuerySchema } from '../../contract/event_types_document.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { RequestProblem } from '../http/problem_response.ts';

/** What the route needs. */
export interface EventTypesContext {
  readonly catalogue: Pick<Catalogue, 'document' | 'find' | 'namesOf'>;
  readonly usage: Pick<Usage, 'cached'>;
}

/** The route. */
export const eventTypesRoute = (known: EventTypesContext): Router => {
  const router = Router();
  router.get('/', (request, response) => list(known, request, response));
  router.all('/', onlyAllow('GET', 'HEAD'));
  return router;
};

const list = async ({ catalogue, usage }: EventTypesContext, request: Request, response: Response): Promise<void> => {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  const reading = eventTypesQuerySchema.safeParse(Object.fromEntries(searchParams), { error: reasonOfIssue });
  if (!reading.success) {
    throw new RequestProblem('invalid', {
      errors: reading.error.issues.map((issue) => ({ parameter: parameterOf(issue), reason: issue.message })),
    });
  }
  const warm = new Set((await usage.cached()).map((name) => catalogue.find(subjectOf(name).eventType)?.id));
  const document = eventTypesDocument(catalogue.document(), reading.data, {
    isWarm: ({ id }) => warm.has(id),
    namesOf: (eventType) => catalogue.namesOf(eventType),
  });
  response.set('Cache-Control', 'no-store').json(document);
};

/** The parameter at fault; an unknown one is named by the issue alone. */
const parameterOf = (issue: { readonly path: readonly PropertyKey[]; readonly keys?: readonly string[] }): string =>
  String(issue.path[0] ?? issue.keys?.[0] ?? '');
