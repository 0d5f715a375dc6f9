import { type Reply, send } from './system.ts';

/** What a key sends to Cal.com's bookings, by hand as it were: nothing tells the system of it. @param path behind `/v2/bookings` */
export const postBookings = (calcomUrl: string, path: string, body: unknown = {}): Promise<Reply> =>
  send(`${calcomUrl}/v2/bookings${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'cal-api-version': '2024-08-13',
      authorization: 'Bearer cal_test_key',
    },
    body: JSON.stringify(body),
  });
