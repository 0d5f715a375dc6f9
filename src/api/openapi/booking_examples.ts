/** The bookings that the document shows. They are about next week, so that trying them books something. */
import { type VerificationExamples, verificationExamples } from './verification_examples.ts';

const ID = '0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11';

/** The examples as of a day. */
export const bookingExamples = (today: Temporal.PlainDate) => {
  const examples: VerificationExamples = verificationExamples(today);
  const { requested, alternatives } = examples.answers.alternatives.value;
  const booked = {
    id: ID,
    status: 'booked',
    requested,
    booking: {
      uid: 'qv3s9cGmZ5kQ8hP2',
      status: 'accepted',
      start: requested.start,
      end: requested.end,
      eventType: { id: 101, slug: 'intro' },
      hosts: [{ name: 'Anna', username: 'anna' }],
    },
  };
  return {
    request: {
      summary: 'The least that is needed',
      value: {
        eventTypeId: 101,
        start: requested.start,
        timeZone: requested.timeZone,
        attendee: { name: 'Ada Lovelace', email: 'ada@example.com' },
      },
    },
    active: { summary: 'Still being made', value: { id: ID, status: 'active', requested } },
    booked: { summary: 'Booked', value: booked },
    taken: { summary: 'Taken', value: { id: ID, status: 'taken', requested, alternatives } },
    event: {
      summary: 'Booked',
      value: { type: 'booking.completed', timestamp: examples.answers.available.value.verifiedAt, data: booked },
    },
  };
};
