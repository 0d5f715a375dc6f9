/** The arguments that several tools have, and how they are read: as models write them. */
import { z } from 'zod';
import { timeZoneFault } from '../contract/time_zone_fault.ts';
import type { ToolCaller } from './tool.ts';

const optionalText = (description: string) => z.string().max(300).nullish().meta({ description });

/** Which event type. */
export const eventTypeArgument = z
  .union([z.number(), z.string().max(200)])
  .nullish()
  .meta({
    description: 'Id of the event type, from list_event_types. Not its title, not its length.',
  });

/** Where the caller is, and what they speak. */
export const callerArguments = {
  time_zone: optionalText(
    "The caller's IANA time zone, such as Europe/Berlin. Leave it out where it is not known; never write EST or GMT+1.",
  ),
  language: optionalText("The caller's language, such as en or de. The sentence to say is in it."),
};

/** For an event type of several lengths. */
export const durationArgument = {
  duration_minutes: z
    .union([z.number(), z.string().max(10)])
    .nullish()
    .meta({ description: 'Only where list_event_types shows several lengths.' }),
};

/** To take up an answer that was not there yet. */
export const askAgainArgument = {
  ask_again_id: optionalText('Only to ask again: the ask_again_id of the answer before.'),
};

/** Something that the model has to correct, in words for it. */
export class ArgumentFault extends Error {
  override readonly name = 'ArgumentFault';
}

/** An argument as text; undefined for null, nothing and an empty one. Numbers are written out. */
export const textOf = (args: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = args[name];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
};

/** An argument that has to be there. @throws {ArgumentFault} where it is not */
export const requiredTextOf = (args: Readonly<Record<string, unknown>>, name: string, why: string): string => {
  const text = textOf(args, name);
  if (text === undefined) throw new ArgumentFault(`${name} is missing: ${why}`);
  return text;
};

/** A whole number, in digits or as text. @throws {ArgumentFault} for anything else */
export const numberOf = (args: Readonly<Record<string, unknown>>, name: string): number | undefined => {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new ArgumentFault(`${name} must be a whole number, not "${text}".`);
  return Number(text);
};

/** The zone of a call. @throws {ArgumentFault} where none is given and none goes without saying, or it is none */
export const zoneOf = (args: Readonly<Record<string, unknown>>, { usualZone }: ToolCaller): string => {
  const zone = textOf(args, 'time_zone') ?? usualZone;
  if (zone === undefined) throw new ArgumentFault('time_zone is missing: give the IANA time zone of the caller.');
  const fault = timeZoneFault(zone);
  if (fault !== undefined) throw new ArgumentFault(`time_zone ${fault}.`);
  return zone;
};

/** The language of a call; English where none is given. */
export const languageOf = (args: Readonly<Record<string, unknown>>): string => textOf(args, 'language') ?? 'en';
