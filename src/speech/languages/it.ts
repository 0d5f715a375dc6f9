import type { Tongue } from '../tongue.ts';

/** Italian. */
export const it: Tongue = {
  today: 'oggi',
  tomorrow: 'domani',
  weekday: '{weekday}',
  date: '{date}',
  at: '{day} {time}',
  atSameDay: '{time}',
  clock: {
    hasTwelveHours: false,
    hour: 'alle {h}',
    minutes: 'alle {h} e {m}',
    one: { hour: "all'una", minutes: "all'una e {m}" },
    noon: 'a mezzogiorno',
    midnight: 'a mezzanotte',
  },
  spoken: {
    names: ['dodici', 'una', 'due', 'tre', 'quattro', 'cinque', 'sei', 'sette', 'otto', 'nove', 'dieci', 'undici'].map(
      (name) => (name === 'una' ? "all'una" : `alle ${name}`),
    ),
    hour: '{hour}',
    minutes: { 15: '{hour} e un quarto', 30: '{hour} e mezza', 45: '{next} meno un quarto' },
  },
  partsOfDay: [
    [0, 'di notte'],
    [5, 'di mattina'],
    [12, 'del pomeriggio'],
    [18, 'di sera'],
  ],
  sentences: {
    available: '{slot} è libero.',
    alternatives: '{requested} non è libero. Posso proporle {options}.',
    offers: 'Posso proporle {options}.',
    unavailable: '{requested} non è libero, e non c’è niente di libero vicino a quell’ora.',
    nothingFree: 'Non c’è niente di libero in quel periodo.',
    held: '{slot} è libero. Glielo tengo per un momento.',
    booked: 'Il suo appuntamento è prenotato, {slot}.',
    moved: 'Il suo appuntamento è spostato, ora è {slot}.',
    cancelled: 'Il suo appuntamento è annullato.',
    taken: '{requested} è appena stato preso. Posso proporle {options}.',
    takenAndNothingFree: '{requested} è appena stato preso, e non c’è niente di libero vicino a quell’ora.',
    later: 'Ci vuole ancora un momento. Attenda, per favore.',
    failed: 'In questo momento non posso vedere l’agenda. Riproviamo tra un attimo?',
    askDayAndTime: 'Quale giorno e quale ora le vanno bene?',
    askDay: 'In quale giorno?',
    askOtherDate: 'Quella data o quell’ora non esiste. Quale intende?',
    askOtherTime: 'Quell’ora è già passata. Quale altra le va bene?',
    askWhichDate: 'Intende {dates}?',
    askOne: 'Che cosa guardo per prima: quale giorno e quale ora?',
  },
};
