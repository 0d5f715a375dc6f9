/** The contender *slotproof* and the driver's hands, over real processes. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Ask } from '../../bench/contender.ts';
import { createDayClock } from '../../bench/day_clock.ts';
import { findFaketime } from '../../bench/faketime.ts';
import { putQuestion } from '../../bench/load/put_question.ts';
import { bookings } from '../../bench/traffic/bookings.ts';
import { questions } from '../../bench/traffic/questions.ts';
import { seededRandom } from '../../bench/traffic/random.ts';
import { startSlotproofWorld } from '../../bench/world.ts';
import { epochMs } from '../../src/verification/time.ts';
import { eventually } from '../support/system.ts';

const CALCOM = { seed: 'slotproof', latencyMs: '5-10' };

const nextAsk = (): Ask =>
  questions({ random: seededRandom('test'), eventTypes: 1, skew: 0, clock: () => epochMs(Date.now()) })();

const startWorld: typeof startSlotproofWorld = async (...settings) => {
  const world = await startSlotproofWorld(...settings);
  onTestFinished(() => world.stop());
  return world;
};

describe('slotproof as a contender', () => {
  test('costs a call when it is cold and none when it is warm', async () => {
    const { contender, calcom } = await startWorld({ calcom: CALCOM });
    const cold = await putQuestion(contender, calcom, nextAsk(), 0);
    expect(cold).toMatchObject({ answer: { kind: 'answered', hit: false }, wrongOffers: 0 });
    const warm = await putQuestion(contender, calcom, nextAsk(), 1);
    expect(warm).toMatchObject({ answer: { kind: 'answered', hit: true }, wrongOffers: 0 });
    await contender.settle();
    expect(await calcom.calls()).toMatchObject([{ status: 200 }]);
    expect(contender.processes().map(({ role }) => role)).toEqual(['api', 'redis', 'worker']);
  });

  test('a user who is told to come back does', async () => {
    const { contender } = await startWorld({
      calcom: { ...CALCOM, latencyMs: '300-300' },
      slotproofEnv: { REQUEST_DEADLINE_MS: '50' },
    });
    expect(await contender.ask(nextAsk())).toMatchObject({ kind: 'answered', hit: false });
  });

  test('a user who is refused knows why', async () => {
    const { contender, calcom } = await startWorld({
      calcom: CALCOM,
      // Long enough for a refusal on any machine.
      slotproofEnv: { REQUEST_DEADLINE_MS: '30000', BREAKER_FAILURE_THRESHOLD: '1' },
    });
    await calcom.setFaults([{ kind: 'error', status: 503 }]);
    const ask = nextAsk();
    // After the first, whatever becomes of it, the circuit is open.
    expect(await contender.ask(ask)).toMatchObject({ kind: 'failed' });
    expect(await contender.ask(ask)).toEqual({ kind: 'failed', reason: '503' });
  });

  test('a slot that is booked after it was cached is a wrong offer without a webhook, and none with one', async () => {
    const { contender, calcom } = await startWorld({ calcom: CALCOM });
    const ask = nextAsk();
    const { answer } = await putQuestion(contender, calcom, ask, 0);
    const [start] = answer.kind === 'answered' ? answer.offers : [];
    expect(start).toBeDefined();
    if (start === undefined) return;
    expect(await calcom.lookUp([{ eventTypeId: ask.eventTypeId, start }], ask.timeZone)).toEqual([
      { bookable: true, listed: true },
    ]);
    const uid = await calcom.book({ eventTypeId: ask.eventTypeId, start });
    expect((await putQuestion(contender, calcom, ask, 1)).wrongOffers).toBe(1);
    await calcom.cancel(uid ?? '');
    expect((await putQuestion(contender, calcom, ask, 2)).wrongOffers).toBe(0);

    await calcom.subscribe(contender.webhooks.url, contender.webhooks.secret);
    await contender.untilChanged(async () => void (await calcom.book({ eventTypeId: ask.eventTypeId, start })));
    expect((await putQuestion(contender, calcom, ask, 3)).wrongOffers).toBe(0);
  });

  test('loses a worker without losing an answer', async () => {
    const { contender } = await startWorld({ calcom: CALCOM }, 2);
    await contender.ask(nextAsk());
    await contender.killWorker();
    expect(await contender.ask({ ...nextAsk(), eventTypeId: 1_002 })).toMatchObject({ kind: 'answered' });
    await contender.startWorker();
    expect(contender.processes()).toHaveLength(4);
  });
});

describe('other people', () => {
  test('book what is free, cancel some of it, and the same for the same seed', async () => {
    // Of tomorrow on, as of the same instants: nothing else becomes the past between the two. To one question Cal.com has one answer for two seconds.
    const tomorrow = Date.now() + 86_400_000;
    const changes = async (): Promise<number[]> => {
      let asked = 0;
      const clock = () => epochMs(tomorrow + asked++);
      const { calcom } = await startWorld({ calcom: CALCOM });
      const { next } = bookings({
        calcom,
        random: seededRandom('people'),
        eventTypes: 2,
        skew: 1,
        clock,
      });
      const free: number[] = [];
      for (let n = 0; n < 12; n++) {
        await (await next())?.();
        free.push((await calcom.free(1_000, clock(), 10)).length);
      }
      return free;
    };
    const counts = await changes();
    expect(Math.min(...counts)).toBeLessThan(Math.max(...counts));
    expect(await changes()).toEqual(counts);
  });
});

describe('a clock that the driver moves', () => {
  test('ages what is cached, and no timer', async (context) => {
    const library = findFaketime();
    if (library === undefined) return context.skip('no libfaketime: run `npm run bench:setup`');
    const day = createDayClock(library, epochMs(Date.parse('2027-03-09T00:00:00+01:00')));
    onTestFinished(() => day.remove());
    const { contender, calcom } = await startWorld({ calcom: { ...CALCOM, env: day.env }, env: day.env });
    // Far enough from today: a list that is under way begins anew with every step of the clock.
    const timeZones = ['Europe/Berlin'];
    const ask = () => questions({ random: seededRandom('test'), eventTypes: 1, skew: 0, clock: day.now, timeZones })();
    expect(await contender.ask(ask())).toMatchObject({ hit: false });
    expect(await contender.ask(ask())).toMatchObject({ hit: true });
    day.moveTo(epochMs(day.now() + 1_000_000));
    // Stale: answered at once, and fetched behind the answer.
    expect(await contender.ask(ask())).toMatchObject({ hit: true });
    await eventually(async () => (await calcom.calls()).length === 2);
    await contender.settle();
    day.moveTo(epochMs(day.now() + 2 * 3_600_000));
    const asked = day.now();
    expect(await contender.ask(ask())).toMatchObject({ hit: false });
    const [first, , third] = await calcom.calls();
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2 * 3_600_000);

    // What was asked for is warmed when nobody could be answered by it, as the schedule says.
    await contender.untilCounted(asked);
    const round = epochMs(Math.ceil((day.now() + 90 * 60_000) / 300_000) * 300_000);
    day.moveTo(round);
    await contender.keepSchedule(round);
    expect(await calcom.calls()).toHaveLength(4);
  });
});
