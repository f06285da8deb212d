/** The style sheet of the failure page. Both colour schemes keep text at a contrast of 4.5 : 1 or better. */
export const PAGE_STYLE = `
:root{--ground:#eef4f7;--card:#fff;--ink:#16252f;--soft:#4d616e;--line:#d5e0e7;--accent:#0b6a94;--code:#eaf1f5;
--sail:#fff;--sail-far:#dfeaf0;--sail-line:#9db4c1;--hull:#c2502f;--water:#8ec3dc;--quay:#8b9aa4;--sun:#f4c04d;--mark:#ffe3a3}
@media (prefers-color-scheme:dark){:root{--ground:#0c161d;--card:#14222c;--ink:#e7eff4;--soft:#a3b6c2;--line:#28404f;
--accent:#72c4ec;--code:#1d303d;--sail:#dbe7ee;--sail-far:#a9bdc9;--sail-line:#54707f;--hull:#d9694a;--water:#1d5674;
--quay:#4b5d68;--sun:#f3e3b4;--mark:#5c4312}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--ink);
font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{width:100%;max-width:38rem;min-width:0;background:var(--card);border:1px solid var(--line);border-radius:1rem;
padding:0 2rem 1.5rem;overflow:hidden;box-shadow:0 1px 2px #0001,0 12px 32px #0000000f}
svg{display:block;width:calc(100% + 4rem);margin:0 -2rem 1.5rem;max-height:11rem;overflow:visible;background:var(--code)}
.sun{fill:var(--sun)}.sail{fill:var(--sail);stroke:var(--sail-line)}.far{fill:var(--sail-far)}.hull{fill:var(--hull)}
.water{fill:var(--water)}.quay{fill:var(--quay)}.rope{fill:none;stroke:var(--soft);stroke-width:1.5}
h1{font-size:1.65rem;line-height:1.25;margin:0 0 .5rem;letter-spacing:-.01em}
h2{font-size:.95rem;margin:1.5rem 0 .25rem}
p{margin:0;overflow-wrap:anywhere;white-space:pre-line}
.sentence{font-size:1.1rem}
.advice{margin-top:.75rem;color:var(--soft)}
section p{color:var(--soft)}
section p.cause{color:var(--ink);border-left:4px solid var(--hull);padding-left:.75rem;font-size:1.05rem}
.full main{max-width:56rem}
mark{background:var(--mark);color:var(--ink);border-radius:.2em;box-shadow:0 0 0 .15em var(--mark)}
.start{list-style:none;margin:.4rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem}
.start li{background:var(--code);border-radius:2rem;padding:.1rem .75rem;font-size:.9rem;color:var(--soft)}
.start b{color:var(--ink);font-weight:600}
code,pre{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{background:var(--code);border-radius:.3em;padding:.1em .35em;overflow-wrap:anywhere}
pre{background:var(--code);border-radius:.5rem;padding:.75rem 1rem;margin:.5rem 0 0;max-height:20rem;overflow:auto}
a{color:var(--accent)}
a:focus-visible,pre:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
.reload{margin-top:1rem;color:var(--soft);white-space:normal}
.bar{display:block;height:4px;border-radius:2px;background:var(--line);overflow:hidden;margin-bottom:.6rem}
.bar span{display:block;height:100%;background:var(--accent);transform-origin:left;animation:fill linear both}
footer{margin-top:1.75rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.9rem;color:var(--soft)}
dl{margin:.5rem 0 0;display:grid;gap:.3rem}
dl div{display:grid;grid-template-columns:6.5rem 1fr;align-items:baseline}
dd{margin:0;min-width:0}dd code{user-select:all;color:var(--ink)}
.boat{transform-origin:116px 76px;animation:rock 5s ease-in-out infinite alternate}.ended .boat{animation:none}
@keyframes rock{from{transform:rotate(-2deg)}to{transform:rotate(2deg) translateY(2px)}}
@keyframes fill{from{transform:scaleX(0)}to{transform:scaleX(1)}}
@media (prefers-reduced-motion:reduce){.boat{animation:none}.bar{display:none}}
@media (max-width:26rem){body{padding:0}main{border:0;border-radius:0;min-height:100vh;padding:0 1.25rem 1.25rem}
svg{width:calc(100% + 2.5rem);margin:0 -1.25rem 1.25rem}dl div{grid-template-columns:1fr}}
`;
