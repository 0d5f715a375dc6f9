/** Asks for 14:00 tomorrow in Berlin: on the real clock, as processes have. */
export const question = (eventTypeId: number) => ({
  eventTypeId,
  start: `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T14:00`,
  timeZone: 'Europe/Berlin',
});
