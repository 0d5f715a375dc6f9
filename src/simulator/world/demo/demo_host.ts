import type { Host, Opening } from '../host.ts';
import { hostCalendar } from './host_calendar.ts';

const HOUR = 60;
const USUAL_HOURS: Opening = { opensAtMinute: 9 * HOUR, closesAtMinute: 17 * HOUR };
const WORKDAYS = [1, 2, 3, 4, 5];

/** A host who works the same hours from Monday to Friday and has a generated calendar. */
export function demoHost(
  seed: string,
  name: { readonly id: number; readonly username: string; readonly timeZone: string },
  particulars: Partial<Opening> & Pick<Host, 'organizationSlug' | 'fullyBooked'> = {},
): Host {
  const { username } = name;
  const hours = { ...USUAL_HOURS, ...particulars };
  const { opensAtMinute, closesAtMinute, ...rest } = hours;
  return {
    ...name,
    name: username.charAt(0).toUpperCase() + username.slice(1),
    email: `${username}@example.com`,
    schedule: [{ days: WORKDAYS, opensAtMinute, closesAtMinute }],
    calendar: hostCalendar({ ...name, opensAtMinute, closesAtMinute }, seed),
    ...rest,
  };
}
