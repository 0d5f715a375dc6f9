/** All tools, and how one is called. */
import { ArgumentFault } from './arguments.ts';
import { bookSlot, cancelBooking, rescheduleBooking } from './bookings.ts';
import { listEventTypes } from './event_types.ts';
import { faultResult } from './failed.ts';
import { holdSlot } from './holds.ts';
import { checkSlot, findSlots } from './slots.ts';
import type { Tool, ToolCaller, ToolResult } from './tool.ts';

/** In the order in which a call needs them. */
export const TOOLS: readonly Tool[] = [
  ...[listEventTypes, checkSlot, findSlots],
  ...[holdSlot, bookSlot, rescheduleBooking, cancelBooking],
];

/** Calls a tool by its name. Whatever is wrong with the call is a result that says what to do; what is not expected is thrown. */
export const callTool = async (
  name: string,
  args: Readonly<Record<string, unknown>>,
  caller: ToolCaller,
): Promise<ToolResult> => {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) {
    return faultResult(`There is no tool ${name}: call one of ${TOOLS.map((one) => one.name).join(', ')}.`);
  }
  const read = tool.input.safeParse(args);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return faultResult(`${faults.join('; ')}. Correct it and call again.`);
  }
  try {
    return await tool.run(args, caller);
  } catch (error) {
    if (error instanceof ArgumentFault) return faultResult(error.message);
    throw error;
  }
};
