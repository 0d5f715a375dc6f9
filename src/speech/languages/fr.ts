import type { Tongue } from '../tongue.ts';

/** French. */
export const fr: Tongue = {
  today: "aujourd'hui",
  tomorrow: 'demain',
  weekday: '{weekday}',
  date: 'le {date}',
  at: '{day} à {time}',
  atSameDay: 'à {time}',
  clock: {
    hasTwelveHours: false,
    hour: '{h} heures',
    minutes: '{h} heures {m}',
    one: { hour: 'une heure', minutes: 'une heure {m}' },
    noon: 'midi',
    midnight: 'minuit',
  },
  spoken: {
    names: ['douze', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze'].map(
      (name) => (name === 'une' ? 'une heure' : `${name} heures`),
    ),
    hour: '{hour}',
    minutes: { 15: '{hour} et quart', 30: '{hour} et demie', 45: '{next} moins le quart' },
  },
  partsOfDay: [
    [0, 'du matin'],
    [12, "de l'après-midi"],
    [18, 'du soir'],
  ],
  sentences: {
    available: '{slot}, c’est libre.',
    alternatives: '{requested}, ce n’est pas libre. Je peux vous proposer {options}.',
    offers: 'Je peux vous proposer {options}.',
    unavailable: '{requested}, ce n’est pas libre, et rien ne l’est à un moment proche.',
    nothingFree: 'Rien n’est libre sur cette période.',
    held: '{slot}, c’est libre. Je vous le garde un instant.',
    booked: 'Votre rendez-vous est réservé, {slot}.',
    moved: 'Votre rendez-vous est déplacé, il est maintenant {slot}.',
    cancelled: 'Votre rendez-vous est annulé.',
    taken: '{requested}, cela vient d’être pris. Je peux vous proposer {options}.',
    takenAndNothingFree: '{requested}, cela vient d’être pris, et rien n’est libre à un moment proche.',
    later: 'Cela prend un instant de plus. Merci de patienter.',
    failed: 'Je ne peux pas voir l’agenda pour le moment. Voulez-vous que nous réessayions dans un instant ?',
    askDayAndTime: 'Quel jour et à quelle heure cela vous conviendrait-il ?',
    askDay: 'Quel jour serait-ce ?',
    askOtherDate: 'Cette date ou cette heure n’existe pas. Laquelle voulez-vous dire ?',
    askOtherTime: 'Ce moment est déjà passé. Quel autre vous conviendrait ?',
    askWhichDate: 'Voulez-vous dire {dates} ?',
    askOne: 'Que dois-je regarder en premier : quel jour et quelle heure ?',
  },
};
