/** The first start as a promise; what comes after it is settled changes nothing. */
export interface FirstStart {
  readonly promise: Promise<void>;
  readonly isPending: boolean;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Creates a first start that is neither done nor failed. */
export function createFirstStart(): FirstStart {
  let isPending = true;
  let settle = { resolve: (): void => {}, reject: (_reason: unknown): void => {} };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return {
    promise,
    get isPending() {
      return isPending;
    },
    resolve() {
      isPending = false;
      settle.resolve();
    },
    reject(reason) {
      isPending = false;
      settle.reject(reason);
    },
  };
}
