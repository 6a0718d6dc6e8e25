import type { ByteWindow } from '../byteWindow.ts';
import { LONGEST_EVENT } from '../eventRecord.ts';
import type { Cut } from './streamSection.ts';

/** How much of a stream is held, in bytes; for tests, which have no megabytes. */
export interface FormSizes {
  /** A value or a row beyond which it is no event, but may be a list of some. */
  readonly longest: number;
  /** A section, about: what it takes to read it is a matter of a millisecond or two. */
  readonly section: number;
  /** What is kept behind the place at which a form is told, as a document begins before that. */
  readonly kept: number;
}

export const FORM_SIZES: FormSizes = { longest: LONGEST_EVENT, section: 32 * 1024, kept: 256 * 1024 };

/** Finds where the values or rows of a stream begin and end. It remembers nothing that grows with the stream. */
export interface SectionCutter {
  /** The next section that is complete, or a problem; undefined where other bytes have to come first, or none are left. */
  readonly next: (window: ByteWindow, isLast: boolean) => Cut | undefined;
  /** From where on bytes of the stream are still needed. */
  readonly needed: number;
}
