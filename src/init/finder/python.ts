import type { Finder, Finding } from '../finding.ts';
import { findAiohttp } from './python/aiohttp.ts';
import { findDataApps } from './python/data-app.ts';
import { findDjango } from './python/django.ts';
import { listHomes, type PythonProject, readPythonProject } from './python/project.ts';
import { findScript } from './python/script.ts';
import { findStated } from './python/stated.ts';
import { findWebApps } from './python/web-app.ts';

/** A collection of apps is tried folder by folder. */
const MOST_HOMES = 6;

/** Apps in Python, whatever their framework. A lone script counts where nothing better is there. */
export const findPython: Finder = (folder) => {
  const homes = listHomes(folder);
  const projects = (homes.length === 0 ? ['.'] : homes)
    .slice(0, MOST_HOMES)
    .map((home) => readPythonProject(folder, home));
  return projects.flatMap((project) => (project === null ? [] : findIn(project)));
};

function findIn(project: PythonProject): readonly Finding[] {
  const django = findDjango(project);
  // What Django's own files make is Django's app again.
  const webApps = django.length > 0 ? [] : findWebApps(project);
  const found = [...findStated(project), ...django, ...findDataApps(project), ...findAiohttp(project), ...webApps];
  return found.length > 0 ? found : findScript(project);
}
