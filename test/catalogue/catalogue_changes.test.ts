/** What changed between two documents. */
import { expect, test } from 'vitest';
import { catalogueChanges } from '../../src/catalogue/catalogue_changes.ts';
import type { CatalogueEventType } from '../../src/catalogue/catalogue_document.ts';
import { documentOf, eventTypeOf } from './catalogue_documents.ts';
import { fc } from '../support/fast_check.ts';

const hosts = fc.uniqueArray(fc.record({ userId: fc.integer({ min: 1, max: 5 }) }), {
  selector: ({ userId }) => userId,
});

const eventType: fc.Arbitrary<CatalogueEventType> = fc
  .record({
    id: fc.integer({ min: 1, max: 12 }),
    minimumNotice: fc.constantFrom(0, 60, 120),
    afterBuffer: fc.constantFrom(0, 15),
    // How often it is booked at once changes no slot.
    recurrence: fc.constantFrom(undefined, { interval: 1, occurrences: 3 }),
    hosts,
  })
  .map(eventTypeOf);

const account = fc.uniqueArray(eventType, { selector: ({ id }) => id });
const idsOf = (eventTypes: readonly CatalogueEventType[]) => eventTypes.map(({ id }) => id).sort();

test('every event type is in exactly one of changed, appeared, disappeared and unchanged, whatever their order', () => {
  fc.assert(
    fc.property(account, account, (before, after) => {
      const { changed, appeared, disappeared } = catalogueChanges(
        documentOf({ eventTypes: before }),
        documentOf({ eventTypes: after.toReversed() }),
      );
      const knew = new Set(before.map(({ id }) => id));
      const knows = new Set(after.map(({ id }) => id));
      expect(idsOf(appeared)).toEqual(idsOf(after.filter(({ id }) => !knew.has(id))));
      expect(idsOf(disappeared)).toEqual(idsOf(before.filter(({ id }) => !knows.has(id))));
      const differ = after.filter((now) => {
        const then = before.find(({ id }) => id === now.id);
        const people = (one: CatalogueEventType) => String(one.hosts.map(({ userId }) => userId).sort());
        return (
          then !== undefined &&
          (then.minimumNotice !== now.minimumNotice ||
            then.afterBuffer !== now.afterBuffer ||
            people(then) !== people(now))
        );
      });
      expect(idsOf(changed)).toEqual(idsOf(differ));
    }),
  );
});

test('nothing is changed between a document and itself, and all of it is changed back', () => {
  fc.assert(
    fc.property(account, account, (one, other) => {
      const there = catalogueChanges({ eventTypes: one }, { eventTypes: other });
      const back = catalogueChanges({ eventTypes: other }, { eventTypes: one });
      expect(idsOf(there.changed)).toEqual(idsOf(back.changed));
      expect(idsOf(there.appeared)).toEqual(idsOf(back.disappeared));
      expect(catalogueChanges({ eventTypes: one }, { eventTypes: one })).toEqual({
        changed: [],
        appeared: [],
        disappeared: [],
      });
    }),
  );
});

const base = eventTypeOf({ id: 1, lengths: [30, 60], hosts: [{ userId: 1, name: 'Anna' }, { userId: 2 }] });

test.each<[string, Partial<CatalogueEventType>, boolean]>([
  ['its title', { title: 'Other' }, false],
  ['the name of a host', { hosts: [{ userId: 1, name: 'Ann' }, { userId: 2 }] }, false],
  ['the order of its lengths and hosts', { lengths: [60, 30], hosts: [{ userId: 2 }, { userId: 1 }] }, false],
  ['its notice', { minimumNotice: 240 }, true],
  ['its window', { window: { kind: 'rolling', days: 5, countsBusinessDays: true } }, true],
  ['its seats', { seats: 3 }, true],
  ['its limits', { bookingLimits: { day: 1 } }, true],
])('%s', (_what, difference, isChange) => {
  const { changed } = catalogueChanges({ eventTypes: [base] }, { eventTypes: [{ ...base, ...difference }] });
  expect(changed.length > 0).toBe(isChange);
});

test('everything appears where nothing was known', () => {
  expect(catalogueChanges(undefined, { eventTypes: [base] }).appeared).toEqual([base]);
});
