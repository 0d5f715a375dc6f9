/** The API key of a fleet's processes. */
export const FLEET_CREDENTIAL = 'cal_fleet';
