/**
 * How wide Vega takes a text to be when it lays a plot out. By itself it asks a canvas where one is installed, so that a plot would differ
 * from machine to machine, and takes every letter to be 0.8 em wide where none is, which tears legends apart.
 */
import { textMetrics } from 'vega';

declare module 'vega' {
  /** Vega's own, which its types leave out. */
  export const textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

/** Letters of the usual sans-serif fonts are about half an em wide, DejaVu's more: nothing may overlap there either. */
const EM_PER_LETTER = 0.62;
/** Vega's, in pixels, where a text has none. */
const FONT_SIZE = 11;

/** Makes texts as wide on every machine. Holds for the whole process. */
export const measureTextByLength = (): void => {
  textMetrics.width = ({ fontSize = FONT_SIZE }, text) =>
    Math.round(EM_PER_LETTER * fontSize * String(text ?? '').trim().length);
};
