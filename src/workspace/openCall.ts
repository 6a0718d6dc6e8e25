import type { TextDocument } from 'vscode';
import type { AttestedCall, Kinship } from '../core/index.ts';

/** A call of an open trail that may stand beside an attestation document. */
export interface OpenCall {
  readonly document: TextDocument;
  /** Among the trail's attested calls. */
  readonly index: number;
  readonly call: AttestedCall;
  readonly kinship: Kinship;
}
