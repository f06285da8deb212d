/**
 * Where everything random in the tests begins: generated cases, the order of a file's tests, chaos and soak. Two runs with
 * the same seed choose the same. `npm run nightly` takes another one each time and prints it.
 */
export const SEED: number = Number(process.env['TEST_SEED'] ?? 20_260_724);
