"""The style sheet of exported pages: light and dark by the reader's system, a narrow column, print."""

STYLE = """
:root{color-scheme:light dark;--ink:#1c1e21;--soft:#5a6068;--line:#d9dce1;--page:#fff;
--link:#0b57a4;--chip:#eef1f5}
@media (prefers-color-scheme:dark){
:root{--ink:#e3e5e8;--soft:#a0a7b0;--line:#363b42;--page:#16181b;--link:#8ab8f0;--chip:#262b31}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1.5rem}
h2{font-size:1.125rem;line-height:1.35;margin:0 0 .25rem}
h1,h2,p,li{overflow-wrap:anywhere}
a{color:var(--link)}
h2 a{text-decoration:none}
h2 a:hover,h2 a:focus-visible{text-decoration:underline}
a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
article{border-top:1px solid var(--line);padding:1.1rem 0}
.facts,.links,.count{color:var(--soft);font-size:.9rem;margin:.25rem 0}
.abstract{margin:.6rem 0}
.topics{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem;margin:.5rem 0;padding:0;font-size:.85rem}
.topics li{background:var(--chip);border-radius:.3rem;padding:.05rem .5rem}
@media print{
:root{--ink:#000;--soft:#333;--line:#999;--page:#fff;--link:#000;--chip:#fff}
body{font:10pt/1.4 serif}
main{max-width:none;padding:0}
article{break-inside:avoid}
h2{break-after:avoid}
.topics li{border:1px solid var(--line)}
h2 a[href]::after{content:" <" attr(href) ">";font-weight:normal;font-size:8pt;overflow-wrap:anywhere}
}
"""
