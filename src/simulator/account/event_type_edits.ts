// Event types that somebody makes, edits and deletes: POST, PATCH and DELETE under /v2/event-types.

import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../api_error.ts';
import { EVENT_TYPES_VERSION, servedIn } from '../api_version.ts';
import type { Credential } from '../credential.ts';
import { frameworkRead, ruled } from '../http/framework_validation.ts';
import { answering, type Operation } from '../operation.ts';
import type { SimulatorState } from '../state.ts';
import { type EventType, isTeams } from '../world/event_type.ts';
import { eventTypeAnswer } from './account_answer.ts';

const text = (name: string) =>
  ruled<string>((value) => typeof value === 'string', 'isString', `${name} must be a string`);
const minutes = (name: string) =>
  ruled<number>((value) => Number.isInteger(value) && Number(value) >= 0, 'isInt', `${name} must be an integer number`);
const lengthInMinutes = ruled<number>(
  (value) => Number.isInteger(value) && Number(value) >= 1,
  'min',
  'lengthInMinutes must not be less than 1',
);

/** Cal.com takes many more properties than these; they change nothing here, so they are let through. */
const editSchema = z.object({
  title: text('title').exactOptional(),
  slug: text('slug').exactOptional(),
  lengthInMinutes: lengthInMinutes.exactOptional(),
  slotInterval: minutes('slotInterval').exactOptional(),
  minimumBookingNotice: minutes('minimumBookingNotice').exactOptional(),
  beforeEventBuffer: minutes('beforeEventBuffer').exactOptional(),
  afterEventBuffer: minutes('afterEventBuffer').exactOptional(),
  offsetStart: minutes('offsetStart').exactOptional(),
  hidden: ruled<boolean>(
    (value) => typeof value === 'boolean',
    'isBoolean',
    'hidden must be a boolean value',
  ).exactOptional(),
});

const newSchema = editSchema.extend({ title: text('title'), slug: text('slug'), lengthInMinutes });

const USUAL_NOTICE = 120;

/** The routes. */
export function eventTypeEditsRoute(state: SimulatorState): Router {
  const { account, catalogue, edits } = state;
  const answer = (status: number, eventType: EventType) => ({
    status,
    body: { status: 'success', data: eventTypeAnswer(account, eventType) },
  });

  const own = (request: Request, credential: Credential): EventType => {
    const user = account.requiredUser(credential);
    const id = Number(request.params.id);
    const eventType = account.byId(id);
    if (!eventType || isTeams(eventType)) throw new ApiError(404, `Event type with id ${request.params.id} not found`);
    if (eventType.hosts[0] !== user) {
      throw new ApiError(403, `User with ID=${user.id} does not own event type with ID=${id}`);
    }
    return eventType;
  };

  const create: Operation = ({ body }, credential) => {
    const user = account.requiredUser(credential);
    const { lengthInMinutes: length, ...properties } = frameworkRead(newSchema, body ?? {});
    if (catalogue.byHost(user, properties.slug)) {
      throw new ApiError(400, 'User already has an event type with this slug.');
    }
    const eventType = catalogue.add({ minimumBookingNotice: USUAL_NOTICE, ...properties, length, hosts: [user] });
    return answer(201, eventType);
  };

  const edit: Operation = (request, credential) => {
    const eventType = own(request, credential);
    const { lengthInMinutes: length, ...properties } = frameworkRead(editSchema, request.body ?? {});
    edits.apply(eventType, { ...properties, ...(length === undefined ? {} : { length }) });
    return answer(200, eventType);
  };

  const remove: Operation = (request, credential) => {
    const { id, length, slug, title } = own(request, credential);
    catalogue.remove(id);
    return { status: 200, body: { status: 'success', data: { id, lengthInMinutes: length, slug, title } } };
  };

  const served = servedIn(EVENT_TYPES_VERSION);
  const router = Router();
  router.post('/v2/event-types', served, answering(state, 'other', create));
  router.patch('/v2/event-types/:id', served, answering(state, 'other', edit));
  router.delete('/v2/event-types/:id', served, answering(state, 'other', remove));
  return router;
}
