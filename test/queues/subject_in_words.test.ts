/** What a job is called in Bull Board and in the log. */
import { expect, test } from 'vitest';
import { segmentsName } from '../../src/availability/segment_key.ts';
import { subjectInWords } from '../../src/queues/job_queue/subject_in_words.ts';

test.each([
  [segmentsName({ eventTypeId: 101 }), 'Event type 101'],
  [segmentsName({ eventTypeId: 101 }, 30), 'Event type 101 at 30 min'],
  [segmentsName({ eventTypeId: 101 }, undefined, 'Asia/Kolkata'), 'Event type 101 (Asia/Kolkata)'],
  [segmentsName({ eventTypeId: 101 }, 30, 'Asia/Kolkata'), 'Event type 101 at 30 min (Asia/Kolkata)'],
  [segmentsName({ username: 'anna', eventTypeSlug: 'intro' }), 'anna/intro'],
  ['once:0b8ee2f6', 'For one caller alone'],
])('%s is %s', (name, words) => {
  expect(subjectInWords(name)).toBe(words);
});
