/** Tables as Biome writes them: every column as wide as its widest cell, since `npm run format:check` reads the report too. */
import { markdownTable as writeTable } from 'markdown-table';

/** A column's head and on which side its cells stand: numbers to the right. */
export interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
}

/** A column of words. */
export const words = (title: string): Column => ({ title, side: 'left' });

/** A column of numbers. */
export const numbers = (title: string): Column => ({ title, side: 'right' });

/** A text of one line that begins no new column and no HTML tag. Other Markdown in it is meant: descriptions name routes and settings. */
export const inline = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/\||<(?=[a-z/!?])/gi, '\\$&');

/**
 * @param rows cells in Markdown; what comes from outside goes through `inline` before
 * @returns the table without a last newline
 */
export const markdownTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): string =>
  writeTable([columns.map(({ title }) => title), ...rows], {
    align: columns.map(({ side }) => (side === 'right' ? 'right' : null)),
  });
