/** A config of `config/` with its real app, as the suite of the fleet has to know it. */
export interface System {
  /** Its folder below `config/`, unless `config` names another. */
  readonly name: string;
  /** The folder below `config/` of a second app that the same config serves. */
  readonly config?: string;
  /** It takes minutes or hundreds of megabytes to make: `npm run fleet` has it, `npm test` does not. */
  readonly isHeavy?: boolean;
  /** No registry has it: a variable names where it lies. */
  readonly isFromCheckout?: boolean;
  /** Debian's, for making and running it. */
  readonly packages?: readonly string[];
  /**
   * Makes the app in this folder, which holds a copy of the config's: by the framework's generator, by its package manager.
   * Done once for a checkout. Rejects with what is missing where it cannot be had.
   */
  make?(folder: string): Promise<void>;
  /** What its user sets. */
  env?(folder: string): Readonly<Record<string, string>>;
  /** A page that answers 200. */
  readonly page: { readonly path: string; readonly says: string };
  /** Here the app says its request's id, in the answer or in its log. */
  readonly idPath: string;
  /** A page that sends elsewhere, on the same host; to https, where it is the visitor of plain http that it sends there. */
  readonly redirect: { readonly path: string; readonly to: string; readonly scheme?: 'http' };
  /** A response that pauses between these two words for half a second at least; null for an app that has none. */
  readonly stream: { readonly path: string; readonly first: string; readonly last: string } | null;
  /** Stands in the command line of the process that is killed. */
  readonly process: string;
}
