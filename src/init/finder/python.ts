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
  const django = findDjango(project);
  // What Django's own files make is Django's app again.
  const webApps = django.length > 0 ? [] : findWebApps(project);
  const found = [...findStated(project), ...django, ...findDataApps(project), ...webApps];
  return found.length > 0 ? found : findScript(project);
};
