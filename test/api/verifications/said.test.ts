/** Questions as people put them, and answers to speak. */
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { clarificationSchema, speechSchema } from '../../../src/contract/speech_schema.ts';
import { completedVerificationSchema } from '../../../src/contract/verification_document_schema.ts';
import { runningService } from '../../support/running_service.ts';

const service = await runningService({
  settings: { DEFAULT_TIME_ZONE: 'Europe/Berlin' },
});
afterAll(() => service.close());

const verify = async (body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await service.verify(body);
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
};
const BERLIN = { eventTypeId: 101, timeZone: 'Europe/Berlin' };

test('what is said of when is the time that it means, and the answer is said in that language', async () => {
  const said = await verify({ ...BERLIN, when: 'morgen um 14 Uhr', language: 'de' });
  const asked = await verify({ ...BERLIN, start: '2026-11-24T14:00' });
  const { speech, ...answer } = completedVerificationSchema.parse(said.body);
  expect(answer).toEqual({ ...asked.body, ageSeconds: expect.any(Number), id: answer.id });
  expect(speech?.text).toMatch(/^Morgen um 14 Uhr /);
  const named = [answer.requested, ...answer.alternatives].map(({ start }) => start);
  expect(speech?.parts.map(({ start }) => start)).toEqual(named);
});

test('days and parts of the day ask for the first free slots in them', async () => {
  const { body } = await verify({ ...BERLIN, when: 'tomorrow afternoon', language: 'en', maxAlternatives: 3 });
  const { alternatives, speech } = completedVerificationSchema.parse(body);
  expect(alternatives.length).toBeGreaterThan(0);
  for (const { start } of alternatives) expect(start).toMatch(/^2026-11-24T1[2-7]/);
  expect(speech?.text).toMatch(/^I can offer tomorrow at /);
});

test('what stays unclear is one question, with what was understood', async () => {
  const { status, body } = await verify({ ...BERLIN, when: 'next Friday at 3', language: 'en' });
  expect(status).toBe(200);
  expect(clarificationSchema.parse(body)).toMatchObject({
    why: 'several',
    question: 'Do you mean Friday, November 27 or Friday, December 4?',
    understood: { time: '15:00' },
    dates: ['2026-11-27', '2026-12-04'],
  });
});

test('a zone that is not the usual one is named', async () => {
  const { body } = await verify({ ...BERLIN, timeZone: 'America/New_York', when: 'tomorrow at 8 am', language: 'en' });
  expect(speechSchema.parse(body.speech).text).toContain('Eastern Time');
});

test('where only one thing can be meant, it is read', async () => {
  const asked = await verify({ ...BERLIN, start: '2026-11-24T14:00:00+01:00' });
  for (const start of ['2026-11-24 14:00', '2026-11-24T14:00:00+0100', '2026-11-24 14:00:00+01:00']) {
    const { body } = await verify({ eventTypeId: '101', timeZone: 'Europe/Berlin', start, duration: null });
    expect(body).toMatchObject({ outcome: asked.body.outcome, requested: asked.body.requested });
  }
});

test('what cannot be read is told: a zone without a place, another field, both ways to say when', async () => {
  const faultsOf = async (body: object): Promise<unknown> => (await verify(body)).body.errors;
  expect(await faultsOf({ ...BERLIN, start: '2026-11-24T14:00', timeZone: 'EST' })).toEqual([
    { pointer: '/timeZone', reason: expect.stringContaining('write America/New_York for EST') },
  ]);
  expect(await faultsOf({ ...BERLIN, when: 'tomorrow', timeZone: 'Mars/Olympus' })).toEqual([
    { pointer: '/timeZone', reason: 'must be an IANA time zone such as Europe/Berlin' },
  ]);
  expect(await faultsOf({ ...BERLIN, when: 'tomorrow', colour: 'red' })).toEqual([
    { pointer: '/colour', reason: 'is not a field of a verification' },
  ]);
  expect(await faultsOf({ ...BERLIN, when: 'tomorrow', start: '2026-11-24T14:00' })).toEqual([
    { pointer: '/when', reason: 'must not be given together with start' },
  ]);
});
