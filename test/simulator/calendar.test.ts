import { describe, expect, test } from 'vitest';
import { drawLatency } from '../../src/simulator/latency.ts';
import { seededRandom } from '../../src/simulator/random.ts';
import { hostCalendar } from '../../src/simulator/world/demo/host_calendar.ts';
import { DAY_MS, instantOf, localDayOf, offsetAt, weekdayOf } from '../../src/simulator/zone.ts';
import { runningSimulator } from '../support/running_simulator.ts';
import { fc } from '../support/fast_check.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });

describe('the generated calendar', () => {
  test('is the same for a seed and a date, whatever was asked before', async () => {
    const [one, other] = [await runningSimulator({ seed: 'a' }), await runningSimulator({ seed: 'a' })];
    const december = 'eventTypeId=101&start=2026-12-01&end=2026-12-31';
    other.pass(3 * DAY_MS);
    await other.starts('eventTypeId=1500&start=2027-01-01&end=2027-02-01');
    await other.starts('eventTypeId=102&start=2026-12-10&end=2026-12-11');
    expect(await other.starts(december)).toEqual(await one.starts(december));
    expect(await (await runningSimulator({ seed: 'b' })).starts(december)).not.toEqual(await one.starts(december));
  });

  test('cut into two ranges gives the same slots as in one', async () => {
    const { starts } = await runningSimulator();
    const whole = await starts('eventTypeId=109&start=2026-12-01&end=2026-12-31');
    const first = await starts('eventTypeId=109&start=2026-12-01&end=2026-12-15');
    const second = await starts('eventTypeId=109&start=2026-12-16&end=2026-12-31');
    expect([...first, ...second]).toEqual(whole);
  });

  test('is busy all day on holidays and days off, and has appointments on all others', () => {
    const anna = { username: 'anna', timeZone: 'Europe/Berlin', opensAtMinute: 540, closesAtMinute: 1020 };
    const calendar = hostCalendar(anna, 'seed');
    const first = Date.parse('2026-01-01') / DAY_MS;
    const busyOn = (day: number) => {
      const [start, end] = [instantOf(anna.timeZone, day, 0), instantOf(anna.timeZone, day + 1, 0)];
      const times = calendar({ start, end }).filter((time) => time.end > start && time.start < end);
      return { times, isAllDay: times.some((time) => time.start === start && time.end === end) };
    };
    expect(busyOn(Date.parse('2026-12-25') / DAY_MS).isAllDay).toBe(true);
    let daysOff = 0;
    for (let day = first; day < first + 365; day++) {
      if (weekdayOf(day) > 5) continue;
      const { times, isAllDay } = busyOn(day);
      expect(times.length).toBeGreaterThan(0);
      if (isAllDay) daysOff += 1;
    }
    expect(daysOff).toBeGreaterThan(5);
    expect(daysOff).toBeLessThan(30);
  });
});

describe('zones in plain numbers', () => {
  test('agree with Temporal on the offset', () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name);
        expect(offsetAt(name, at)).toBe(zoned.offsetNanoseconds / 1e6);
      }),
    );
  });

  test('agree with Temporal on local times, skipped and repeated ones too', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(zone, instant, minute, (name, at, minuteOfDay) => {
        const localDay = localDayOf(name, at);
        const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name).toPlainDate();
        const time = new Temporal.PlainTime(Math.floor(minuteOfDay / 60), minuteOfDay % 60);
        expect(instantOf(name, localDay, minuteOfDay)).toBe(
          date.toZonedDateTime({ timeZone: name, plainTime: time }).epochMilliseconds,
        );
      }),
    );
    const shortNight = Date.parse('2026-03-29') / DAY_MS;
    expect(instantOf('Europe/Berlin', shortNight, 150)).toBe(Date.parse('2026-03-29T01:30:00Z'));
    const longNight = Date.parse('2026-10-25') / DAY_MS;
    expect(instantOf('Europe/Berlin', longNight, 150)).toBe(Date.parse('2026-10-25T00:30:00Z'));
  });
});

describe('latency', () => {
  test('stays within its bounds, around their geometric mean', () => {
    const random = seededRandom('latency');
    const drawn = Array.from({ length: 2001 }, () => drawLatency({ minMs: 300, maxMs: 800 }, random)).sort(
      (a, b) => a - b,
    );
    expect(drawn[0]).toBeGreaterThanOrEqual(300);
    expect(drawn.at(-1)).toBeLessThanOrEqual(800);
    expect(drawn[1000]).toBeGreaterThan(460);
    expect(drawn[1000]).toBeLessThan(520);
  });

  test('with a median has a tail', () => {
    const random = seededRandom('latency');
    const drawn = Array.from({ length: 2001 }, () => drawLatency({ medianMs: 400, p95Ms: 1600 }, random)).sort(
      (a, b) => a - b,
    );
    expect(drawn[1000]).toBeGreaterThan(350);
    expect(drawn[1000]).toBeLessThan(450);
    expect(drawn[1900]).toBeGreaterThan(1300);
    expect(drawn[1900]).toBeLessThan(1900);
  });

  test('none is none', () => {
    const random = seededRandom('latency');
    expect(drawLatency('none', random)).toBe(0);
    expect(drawLatency({ minMs: 0, maxMs: 0 }, random)).toBe(0);
  });
});
