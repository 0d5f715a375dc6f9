import type { Tongue } from '../tongue.ts';

/** Dutch. */
export const nl: Tongue = {
  today: 'vandaag',
  tomorrow: 'morgen',
  weekday: '{weekday}',
  date: '{date}',
  at: '{day} om {time}',
  atSameDay: 'om {time}',
  clock: {
    hasTwelveHours: false,
    hour: '{h} uur',
    minutes: '{h} uur {m}',
    one: { hour: 'één uur', minutes: 'één uur {m}' },
  },
  spoken: {
    names: ['twaalf', 'één', 'twee', 'drie', 'vier', 'vijf', 'zes', 'zeven', 'acht', 'negen', 'tien', 'elf'],
    hour: '{hour} uur',
    minutes: { 15: 'kwart over {hour}', 30: 'half {next}', 45: 'kwart voor {next}' },
  },
  partsOfDay: [
    [0, "'s nachts"],
    [6, "'s ochtends"],
    [12, "'s middags"],
    [18, "'s avonds"],
  ],
  sentences: {
    available: '{slot} is vrij.',
    alternatives: '{requested} is niet vrij. Ik kan {options} aanbieden.',
    offers: 'Ik kan {options} aanbieden.',
    unavailable: '{requested} is niet vrij, en er is niets vrij in de buurt daarvan.',
    nothingFree: 'In die tijd is er niets vrij.',
    held: '{slot} is vrij. Ik houd het even voor u vast.',
    booked: 'Uw afspraak {slot} is geboekt.',
    moved: 'Uw afspraak is verplaatst, die is nu {slot}.',
    cancelled: 'Uw afspraak is geannuleerd.',
    taken: '{requested} is net bezet geraakt. Ik kan {options} aanbieden.',
    takenAndNothingFree: '{requested} is net bezet geraakt, en er is niets vrij in de buurt daarvan.',
    later: 'Dit duurt iets langer. Een ogenblik geduld.',
    failed: 'Ik kan de agenda nu niet inzien. Zullen we het zo nog eens proberen?',
    askDayAndTime: 'Welke dag en welke tijd passen u?',
    askDay: 'Op welke dag zou dat zijn?',
    askOtherDate: 'Die datum of tijd bestaat niet. Welke bedoelt u?',
    askOtherTime: 'Die tijd is al voorbij. Welke andere past u?',
    askWhichDate: 'Bedoelt u {dates}?',
    askOne: 'Waar zal ik eerst naar kijken: welke dag en welke tijd?',
  },
};
