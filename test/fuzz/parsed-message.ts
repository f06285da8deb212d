/** What a parser takes the first message in some bytes for. */
export interface ParsedMessage {
  /** Method and target of a request, the status of a response. */
  readonly start: string;
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: string;
  /** Those that may be passed on, with their names in lower case. */
  readonly trailers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Where the next message begins. */
  readonly length: number;
}

/** `incomplete`: more bytes are needed. */
export type ParseOutcome =
  | { readonly kind: 'message'; readonly message: ParsedMessage }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly fault: string };
