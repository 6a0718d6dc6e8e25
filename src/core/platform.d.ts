/**
 * The few web-standard names that both extension hosts have and the core may use.
 * The core compiles without the DOM and Node type libraries, so a name that is not here does not exist for it.
 */

interface AbortSignal {
  readonly aborted: boolean;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array;
}
