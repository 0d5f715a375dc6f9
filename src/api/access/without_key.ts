/**
 * Who may ask for what is somebody's own where no keys are configured. Everybody on this machine may, and any page in a browser on this machine can
 * send requests to it: by its own name, or by one that was made to lead here.
 */
import type { Request } from 'express';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** Whether it is a program of this machine that asks, or a page of an origin that is named. @param origins as `CORS_ORIGINS` names them */
export const isOfThisMachine = (request: Request, origins: readonly string[]): boolean => {
  const { host = '', origin } = request.headers;
  return LOOPBACK.test(host) && (origin === undefined || origins.includes(origin));
};
