import type { Tongue } from '../tongue.ts';

/** English. */
export const en: Tongue = {
  today: 'today',
  tomorrow: 'tomorrow',
  weekday: '{weekday}',
  date: '{date}',
  at: '{day} at {time}',
  atSameDay: 'at {time}',
  clock: { hasTwelveHours: true, hour: '{h}', minutes: '{h}:{mm}', noon: 'noon', midnight: 'midnight' },
  spoken: {
    names: ['twelve', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'],
    hour: '{hour}',
    minutes: { 15: 'a quarter past {hour}', 30: 'half past {hour}', 45: 'a quarter to {next}' },
  },
  partsOfDay: [
    [0, 'in the morning'],
    [12, 'in the afternoon'],
    [18, 'in the evening'],
  ],
  sentences: {
    available: '{slot} is free.',
    alternatives: '{requested} is not free. I can offer {options}.',
    offers: 'I can offer {options}.',
    unavailable: '{requested} is not free, and nothing close to it is.',
    nothingFree: 'Nothing is free in that time.',
    held: '{slot} is free. I am keeping it for you for a moment.',
    booked: 'You are booked for {slot}.',
    moved: 'Your appointment is moved: it is now {slot}.',
    cancelled: 'Your appointment is cancelled.',
    taken: '{requested} has just been taken. I can offer {options}.',
    takenAndNothingFree: '{requested} has just been taken, and nothing close to it is free.',
    later: 'This takes a moment longer. One second, please.',
    failed: 'I cannot see the calendar right now. Shall we try again in a moment?',
    askDayAndTime: 'Which day and time would suit you?',
    askDay: 'On which day would that be?',
    askOtherDate: 'There is no such date or time. Which one do you mean?',
    askOtherTime: 'That time has already passed. Which other time would suit you?',
    askWhichDate: 'Do you mean {dates}?',
    askOne: 'Which one shall I look at first: which day and which time?',
  },
};
