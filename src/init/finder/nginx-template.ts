import { findPath } from './installed.ts';
import type { ServedFolder } from './served-folder.ts';

/** What nginx is to serve. */
export interface NginxSite extends ServedFolder {
  /** Names of the page of a folder, such as `index.html`. */
  readonly index: readonly string[];
  /** Answers what no file does, such as `/index.php`; null: 404. */
  readonly fallback: string | null;
  /** Whether php-fpm answers at `fpm.sock` in the run directory. */
  readonly isPhp: boolean;
}

/** Where nginx keeps the types of files. */
export const MIME_TYPES = [
  '/etc/nginx/mime.types',
  '/usr/local/etc/nginx/mime.types',
  '/usr/local/nginx/conf/mime.types',
  '/usr/local/openresty/nginx/conf/mime.types',
] as const;

/** The name of the template that `init` writes for nginx. */
export const NGINX_TEMPLATE = 'berth.nginx.conf';

/** An nginx.conf for one site, as a template of berth's. */
export function renderNginx(site: NginxSite): string {
  return renderNginxAround(`${site.isPhp ? SCHEME : ''}${renderServer(site)}`);
}

/**
 * The frame of an nginx.conf around its servers, as a template of berth's. What `own`, text of somebody else's that is included
 * there, may say itself is left to it: nginx takes no directive twice.
 */
export function renderNginxAround(servers: string, own = ''): string {
  const lines = HTTP.replace('MIME_TYPES', findPath(MIME_TYPES))
    .split('\n')
    .filter((line) => !own.includes(/^\w+/.exec(line)?.[0] ?? '\0'));
  return `# Written by berth init, and yours to change. berth fills in the port and the folders at each start.
user root;  # whoever started it, as the rest of the app is
daemon off;
worker_processes 1;
pid \${runDir}/nginx.pid;
error_log /dev/stderr warn;

events {
    worker_connections 1024;
}

http {
${lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n')}
    ${servers.trim()}
}
`;
}

const HTTP = `include MIME_TYPES;
default_type application/octet-stream;
charset utf-8;
server_tokens off;
sendfile on;
access_log off;  # berth's log has a line for each call

client_body_temp_path \${runDir}/body;
proxy_temp_path \${runDir}/proxy;
fastcgi_temp_path \${runDir}/fastcgi;
uwsgi_temp_path \${runDir}/uwsgi;
scgi_temp_path \${runDir}/scgi;
client_max_body_size 0;

# The port here is not the public one.
absolute_redirect off;
port_in_redirect off;

gzip on;
gzip_proxied any;
gzip_vary on;
gzip_types text/css text/plain text/xml text/javascript application/javascript application/json image/svg+xml;

# The visitor's address is the last one that no private network added.
real_ip_header X-Forwarded-For;
real_ip_recursive on;
set_real_ip_from 127.0.0.0/8;
set_real_ip_from 10.0.0.0/8;
set_real_ip_from 100.64.0.0/10;
set_real_ip_from 172.16.0.0/12;
set_real_ip_from 192.168.0.0/16;
`;

function renderServer(site: NginxSite): string {
  const { root, refused, index, fallback, isPhp } = site;
  const folder = root === '.' ? '' : `/${root}`;
  const args = fallback?.endsWith('.php') === true ? '$is_args$args' : '';
  return `
    server {
        listen 127.0.0.1:\${port} backlog=511;
        root "\${configDir}${folder}";
        index ${index.join(' ')};

        # Not there, for anybody: dotfiles${root === '.' ? ', and what belongs to berth and to the deployment' : ''}.
        location ~* "${refused}" {
            return 404;
        }

        location / {
            try_files $uri ${isPhp ? '' : '$uri.html '}$uri/ ${fallback === null ? '=404' : `${fallback}${args}`};
        }
${isPhp ? PHP : ''}    }
`;
}

const SCHEME = `
    # TLS ends at the platform: without this PHP on https would redirect to itself for ever.
    map $http_x_forwarded_proto $forwarded_https {
        default "";
        https on;
    }
    map $forwarded_https $public_scheme {
        default http;
        on https;
    }
    map $forwarded_https $default_port {
        default 80;
        on 443;
    }
    map $http_host $public_port {
        default $default_port;
        ~:(?<port>[0-9]+)$ $port;
    }
`;

const PHP = `
        location ~ \\.php(/|$) {
            fastcgi_split_path_info ^(.+?\\.php)(/.*)?$;
            set $path_info $fastcgi_path_info;
            try_files $fastcgi_script_name =404;
            fastcgi_pass unix:\${runDir}/fpm.sock;
            fastcgi_read_timeout 900s;
            fastcgi_buffering off;
            fastcgi_param PATH_INFO $path_info if_not_empty;
            fastcgi_param HTTP_HOST $http_host;
            fastcgi_param HTTPS $forwarded_https if_not_empty;
            fastcgi_param REQUEST_SCHEME $public_scheme;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_param SCRIPT_NAME $fastcgi_script_name;
            fastcgi_param DOCUMENT_ROOT $document_root;
            fastcgi_param DOCUMENT_URI $document_uri;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param SERVER_SOFTWARE nginx;
            fastcgi_param SERVER_NAME $host;
            fastcgi_param SERVER_ADDR $server_addr;
            fastcgi_param SERVER_PORT $public_port;
            fastcgi_param REMOTE_ADDR $remote_addr;
            fastcgi_param REMOTE_PORT $remote_port;
            fastcgi_param GATEWAY_INTERFACE CGI/1.1;
            fastcgi_param REDIRECT_STATUS 200;
        }
`;
