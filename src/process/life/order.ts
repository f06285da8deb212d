import { Failure } from '../../failures/failure.ts';
import { toDependencyFailure } from '../verdict/follow-up-failure.ts';
import type { Service } from './service.ts';

/** The processes of an app by their names, each behind everything it comes `after`. */
export type Services = ReadonlyMap<string, Service>;

/** The starts of an app's processes by their names. A rejected one is handled already. */
export type Starts = ReadonlyMap<string, Promise<void>>;

/**
 * Starts each process when what it comes `after` is ready, independent ones side by side. Where one of those is not to be,
 * the start rejects with DEPENDENCY_FAILED. `onFailed` hears of every start that rejects.
 */
export function startInOrder(
  services: Services,
  start: (service: Service) => Promise<void>,
  onFailed: (service: Service, error: unknown) => void,
): Starts {
  const starts = new Map<string, Promise<void>>();
  for (const [name, service] of services) {
    const own = waitForDependencies(service, starts).then(() => start(service));
    own.catch((error: unknown) => onFailed(service, error));
    starts.set(name, own);
  }
  return starts;
}

/** Stops every process when all that come after it are gone. Never rejects. */
export async function stopInOrder(services: Services): Promise<void> {
  const stops = new Map<string, Promise<void>>();
  for (const [name, service] of [...services].reverse()) {
    const dependents = [...services.values()].filter(({ settings }) => settings.after.includes(name));
    const earlier = dependents.map(({ settings }) => stops.get(settings.name));
    stops.set(
      name,
      Promise.all(earlier).then(() => service.stop()),
    );
  }
  await Promise.all(stops.values());
}

async function waitForDependencies({ settings }: Service, starts: Starts): Promise<void> {
  const dependencies = settings.after.map((dependency) =>
    starts.get(dependency)?.catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code === 'DRAINING') throw error;
      throw toDependencyFailure(settings.name, dependency, error);
    }),
  );
  await Promise.all(dependencies);
}
