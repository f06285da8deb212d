import type { Finder } from '../finding.ts';
import { findDataApps } from './python/data-app.ts';
import { findDjango } from './python/django.ts';
import { readPythonProject } from './python/project.ts';
import { findScript } from './python/script.ts';
import { findStated } from './python/stated.ts';
import { findWebApps } from './python/web-app.ts';

/** Apps in Python, whatever their framework. A lone script counts where nothing better is there. */
export const findPython: Finder = (folder) => {
  const project = readPythonProject(folder);
  if (project === null) return [];
  const found = [findStated, findDjango, findDataApps, findWebApps].flatMap((find) => find(project));
  return found.length > 0 ? found : findScript(project);
};
