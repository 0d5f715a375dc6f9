import type { Tongue } from '../tongue.ts';

/** Portuguese. */
export const pt: Tongue = {
  today: 'hoje',
  tomorrow: 'amanhã',
  weekday: '{weekday}',
  date: '{date}',
  at: '{day} {time}',
  atSameDay: '{time}',
  clock: {
    hasTwelveHours: false,
    hour: 'às {h} horas',
    minutes: 'às {h} e {m}',
    one: { hour: 'à uma hora', minutes: 'à uma e {m}' },
    noon: 'ao meio-dia',
    midnight: 'à meia-noite',
  },
  spoken: {
    names: ['doze', 'uma', 'duas', 'três', 'quatro', 'cinco', 'seis', 'sete', 'oito', 'nove', 'dez', 'onze'].map(
      (name) => (name === 'uma' ? 'à uma' : `às ${name}`),
    ),
    hour: '{hour}',
    minutes: { 15: '{hour} e quinze', 30: '{hour} e meia', 45: '{hour} e quarenta e cinco' },
  },
  partsOfDay: [
    [0, 'da madrugada'],
    [6, 'da manhã'],
    [12, 'da tarde'],
    [19, 'da noite'],
  ],
  sentences: {
    available: '{slot} está livre.',
    alternatives: '{requested} não está livre. Posso oferecer {options}.',
    offers: 'Posso oferecer {options}.',
    unavailable: '{requested} não está livre, e não há nada livre perto dessa hora.',
    nothingFree: 'Não há nada livre nesse período.',
    held: '{slot} está livre. Vou guardar por um momento.',
    booked: 'A sua marcação está feita, {slot}.',
    moved: 'A sua marcação foi alterada, agora é {slot}.',
    cancelled: 'A sua marcação foi cancelada.',
    taken: '{requested} acabou de ser ocupado. Posso oferecer {options}.',
    takenAndNothingFree: '{requested} acabou de ser ocupado, e não há nada livre perto dessa hora.',
    later: 'Isto demora mais um momento. Aguarde, por favor.',
    failed: 'Agora não consigo ver a agenda. Tentamos de novo daqui a pouco?',
    askDayAndTime: 'Que dia e que hora lhe convêm?',
    askDay: 'Em que dia seria?',
    askOtherDate: 'Essa data ou essa hora não existe. Qual quer dizer?',
    askOtherTime: 'Essa hora já passou. Que outra lhe convém?',
    askWhichDate: 'Quer dizer {dates}?',
    askOne: 'O que vejo primeiro: que dia e que hora?',
  },
};
