import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { startWithApache } from './apache.ts';
import { isInstalled } from './installed.ts';
import { NGINX_TEMPLATE, renderNginx } from './nginx-template.ts';
import { toServedFolder } from './served-folder.ts';
import { findStaticSite, type StaticSite } from './static-site.ts';

/** Folders of files: what a generator has made, or pages as they are. */
export const findStatic: Finder = (folder) => {
  const site = findStaticSite(folder);
  if (site === null) return [];
  const hasNginx = isInstalled('nginx');
  const hasPython = isInstalled('python3');
  const rules = folder.hasFile(`${site.root}/.htaccess`) ? startWithApache(folder, site.root, false) : null;
  const starts: Start[] = [
    ...(rules === null ? [] : [{ ...rules, server: 'Apache', notes: [] }]),
    ...(hasNginx || !hasPython ? [serveWithNginx(folder, site)] : []),
    ...(hasPython ? [serveWithPython(folder, site)] : []),
  ];
  const install = hasNginx || hasPython ? null : 'apt-get install nginx-light';
  return starts.map(({ server, notes, ...start }, at) => ({
    kind: `${site.kind} with ${server}`,
    evidence: site.evidence,
    ...start,
    rank: site.rank - at,
    notes,
    missing: [site.missing, install].filter((command) => command !== null).join(' && ') || null,
  }));
};

type Start = Pick<Finding, 'config' | 'notes' | 'writes'> & { readonly server: string };

function serveWithNginx(folder: AppFolder, site: StaticSite): Start {
  const served = toServedFolder(folder, site.root);
  const fallback = site.isSinglePage ? '/index.html' : null;
  return {
    server: 'nginx',
    config: {
      command: `nginx -c \${file.nginx}`,
      port: 'auto',
      stopSignal: 'SIGQUIT',
      files: { nginx: { template: NGINX_TEMPLATE } },
    },
    writes: {
      [NGINX_TEMPLATE]: renderNginx({ ...served, index: ['index.html', 'index.htm'], fallback, isPhp: false }),
    },
    notes: [
      site.isSinglePage
        ? 'addresses without a file get index.html, as a single-page app wants it: `try_files` in berth.nginx.conf'
        : 'a single-page app wants `/index.html` in place of `=404` in berth.nginx.conf',
    ],
  };
}

function serveWithPython(folder: AppFolder, site: StaticSite): Start {
  return {
    server: "Python's http.server",
    config: { command: `python3 ${SCRIPT} \${port}`, port: 'auto' },
    writes: { [SCRIPT]: renderScript(folder, site) },
    notes: ["Python's http.server is a small one: without compression, and slow for large files"],
  };
}

const SCRIPT = 'berth.static.py';

function renderScript(folder: AppFolder, site: StaticSite): string {
  const { root, refused } = toServedFolder(folder, site.root);
  return `# Written by berth init, and yours to change: serves a folder on the port that is named.
import http.server
import os
import re
import sys
import urllib.parse

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), ${JSON.stringify(root)})
# Dotfiles, and what belongs to berth and to the deployment.
REFUSED = re.compile(r"${refused}", re.IGNORECASE)
SINGLE_PAGE = ${site.isSinglePage ? 'True' : 'False'}


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args):
        super().__init__(*args, directory=ROOT)

    def send_head(self):
        path = "/" + os.path.relpath(self.translate_path(self.path), ROOT)
        asked = re.sub("/+", "/", urllib.parse.unquote(self.path.split("?")[0]))
        if REFUSED.search(path if path != "/." else "/") or REFUSED.search(asked):
            return self.send_error(404)
        if not os.path.exists(self.translate_path(self.path)) and os.path.isfile(self.translate_path(asked) + ".html"):
            self.path = urllib.parse.quote(asked) + ".html"
        if SINGLE_PAGE and not os.path.exists(self.translate_path(self.path)):
            self.path = "/index.html"
        return super().send_head()

    def list_directory(self, path):
        return self.send_error(404)

    def log_message(self, *args):
        pass  # berth's log has a line for each call


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;
}
