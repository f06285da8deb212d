// The demo app's page: what arrived with the request, and what there is to try.

const TRIES = [
  ['/slow?ms=2000', 'Be slow', 'answers after two seconds'],
  ['/log?lines=3', 'Log', 'writes lines, which stand between the call’s markers'],
  ['/stream', 'Stream', 'sends a chunk every 300 ms'],
  ['/events', 'Events', 'server-sent events, one a second'],
  ['/crash?code=3', 'Crash', 'exits with code 3; berth says so, and starts it again'],
  ['/nothing', 'Miss', 'the app’s own 404, untouched'],
];

const STYLE = `
:root { color-scheme: light dark; --ink: #16242e; --dim: #56707f; --paper: #f4f7f8; --card: #fff; --line: #d8e2e7; --sea: #0b6e8f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eef2; --dim: #93acb8; --paper: #0c161c; --card: #13222b; --line: #24404d; --sea: #5cc3e0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 2.25rem 0 .75rem; color: var(--dim); }
p { margin: .5rem 0; }
.id { display: block; margin: 1.25rem 0; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--sea); border-radius: .5rem; }
.id b { display: block; font-weight: 600; color: var(--dim); font-size: .9rem; }
code { font: .95em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; grid-template-columns: repeat(auto-fit, minmax(13.5rem, 1fr)); }
li a { display: block; height: 100%; padding: .8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; color: inherit; text-decoration: none; }
li a:hover, li a:focus-visible { border-color: var(--sea); }
li strong { color: var(--sea); display: block; }
li span { color: var(--dim); font-size: .9rem; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem; border-top: 1px solid var(--line); font-weight: 400; }
th { color: var(--dim); width: 13rem; }
`;

/** The whole page as HTML for one request. */
export function renderPage(req) {
  const id = req.headers['x-request-id'] ?? 'none';
  const tries = TRIES.map(
    ([path, name, text]) => `<li><a href="${path}"><strong>${name}</strong><span>${text}</span></a></li>`,
  );
  const rows = Object.entries(req.headers).map(
    ([name, value]) =>
      `<tr><th scope="row"><code>${toHtml(name)}</code></th><td><code>${toHtml(String(value))}</code></td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tied up at berth</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>An ordinary web server, tied up at berth</h1>
<p>This app knows nothing of berth. It was started behind it, and your request was passed on to it.</p>
<p class="id"><b>Request id of this call</b><code>${toHtml(id)}</code></p>
<p>The same id is in this response’s <code>x-request-id</code> field and in the two marker lines that berth has just printed.</p>
<h2>Try</h2>
<ul>${tries.join('')}</ul>
<h2>What the app received</h2>
<table>${rows.join('')}</table>
</main>
</body>
</html>
`;
}

function toHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
