// Working hours: /v2/schedules (2024-06-11). Everybody has one schedule here, under the id of its owner.

import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../api_error.ts';
import { SCHEDULES_VERSION, servedIn } from '../api_version.ts';
import type { Credential } from '../credential.ts';
import { frameworkRead, ruled } from '../http/framework_validation.ts';
import { answering } from '../operation.ts';
import type { SimulatorState } from '../state.ts';
import type { Host, Opening } from '../world/host.ts';
import { dateOf, DAY_MS } from '../zone.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const clock = (name: string) =>
  ruled<string>(
    (value) => typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
    'matches',
    `${name} must be a valid time in the 24-hour format HH:MM`,
  );
const hours = { startTime: clock('startTime'), endTime: clock('endTime') };

const editSchema = z.object({
  name: ruled<string>((value) => typeof value === 'string', 'isString', 'name must be a string').exactOptional(),
  availability: z
    .array(z.object({ days: z.array(z.string().refine((day) => DAYS.includes(day))), ...hours }))
    .exactOptional(),
  overrides: z.array(z.object({ date: z.iso.date(), ...hours })).exactOptional(),
});

/** The routes. */
export function schedulesRoute(state: SimulatorState): Router {
  const { account, edits } = state;

  const own = (request: Request, credential: Credential): Host => {
    const user = account.requiredUser(credential);
    const { id = 'default' } = request.params;
    if (id === 'default' || Number(id) === user.id) return user;
    throw new ApiError(404, `Schedule with ID=${Number(id)} does not exist.`);
  };
  const answer = (data: unknown) => ({ status: 200, body: { status: 'success', data } });
  const served = servedIn(SCHEDULES_VERSION);

  const router = Router();
  router.get(
    '/v2/schedules',
    served,
    answering(state, 'other', (request, credential) => answer([written(own(request, credential))])),
  );
  router.get(
    '/v2/schedules/:id',
    served,
    answering(state, 'other', (request, credential) => answer(written(own(request, credential)))),
  );
  router.patch(
    '/v2/schedules/:id',
    served,
    answering(state, 'other', (request, credential) => {
      const host = own(request, credential);
      const { availability, overrides } = frameworkRead(editSchema, request.body ?? {});
      edits.apply(host, {
        ...(availability && {
          schedule: availability.map(({ days, ...time }) => ({
            days: days.map((day) => DAYS.indexOf(day) + 1),
            ...opening(time),
          })),
        }),
        ...(overrides && {
          overrides: overrides.map(({ date, ...time }) => ({ date: Date.parse(date) / DAY_MS, ...opening(time) })),
        }),
      });
      return answer(written(host));
    }),
  );
  return router;
}

function written({ id, timeZone, schedule, overrides = [] }: Host): Record<string, unknown> {
  return {
    id,
    ownerId: id,
    name: 'Work',
    timeZone,
    availability: schedule.map(({ days, ...time }) => ({ days: days.map((day) => DAYS[day - 1]), ...clocks(time) })),
    isDefault: true,
    overrides: overrides.map(({ date, ...time }) => ({ date: dateOf(date), ...clocks(time) })),
  };
}

function opening({ startTime, endTime }: { startTime: string; endTime: string }): Opening {
  const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return { opensAtMinute: minuteOf(startTime), closesAtMinute: minuteOf(endTime) };
}

function clocks({ opensAtMinute, closesAtMinute }: Opening): { startTime: string; endTime: string } {
  const time = (minute: number): string =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return { startTime: time(opensAtMinute), endTime: time(closesAtMinute) };
}
