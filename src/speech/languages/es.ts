import type { Tongue } from '../tongue.ts';

/** Spanish. */
export const es: Tongue = {
  today: 'hoy',
  tomorrow: 'mañana',
  weekday: 'el {weekday}',
  date: 'el {date}',
  at: '{day} a {time}',
  atSameDay: 'a {time}',
  clock: {
    hasTwelveHours: true,
    hour: 'las {h}',
    minutes: 'las {h} y {m}',
    one: { hour: 'la una', minutes: 'la una y {m}' },
  },
  spoken: {
    names: ['doce', 'una', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez', 'once'].map(
      (name) => (name === 'una' ? 'la una' : `las ${name}`),
    ),
    hour: '{hour}',
    minutes: { 15: '{hour} y cuarto', 30: '{hour} y media', 45: '{next} menos cuarto' },
  },
  partsOfDay: [
    [0, 'de la mañana'],
    [12, 'de la tarde'],
    [20, 'de la noche'],
  ],
  sentences: {
    available: '{slot} está libre.',
    alternatives: '{requested} no está libre. Puedo ofrecerle {options}.',
    offers: 'Puedo ofrecerle {options}.',
    unavailable: '{requested} no está libre, y no hay nada libre cerca de esa hora.',
    nothingFree: 'No hay nada libre en ese tiempo.',
    held: '{slot} está libre. Se lo guardo un momento.',
    booked: 'Su cita está reservada, {slot}.',
    moved: 'Su cita se ha cambiado, ahora es {slot}.',
    cancelled: 'Su cita está cancelada.',
    taken: '{requested} se acaba de ocupar. Puedo ofrecerle {options}.',
    takenAndNothingFree: '{requested} se acaba de ocupar, y no hay nada libre cerca de esa hora.',
    later: 'Esto tarda un momento más. Espere, por favor.',
    failed: 'Ahora no puedo ver el calendario. ¿Lo intentamos de nuevo en un momento?',
    askDayAndTime: '¿Qué día y a qué hora le viene bien?',
    askDay: '¿Qué día sería?',
    askOtherDate: 'Esa fecha o esa hora no existe. ¿Cuál quiere decir?',
    askOtherTime: 'Esa hora ya ha pasado. ¿Qué otra le viene bien?',
    askWhichDate: '¿Quiere decir {dates}?',
    askOne: '¿Qué miro primero: qué día y qué hora?',
  },
};
