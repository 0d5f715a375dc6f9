/** What of Cal.com's SDK is used here: its package names types that are not in it. */
declare module '@calcom/sdk' {
  export class Cal {
    constructor(clientId: string, credentials: { accessToken: string }, options: { baseUrl: string });
    readonly slots: {
      getAvailableSlots(
        asked: Readonly<Record<string, unknown>>,
      ): Promise<{ slots: Record<string, { time: string }[]> }>;
      reserveSlot(wanted: Readonly<Record<string, unknown>>): Promise<string>;
      removeSelectedSlot(reserved: { uid: string }): Promise<string>;
    };
    readonly eventTypes: { getEventType(id: number): Promise<unknown> };
  }
}
