// SPDX-License-Identifier: BSD-3-Clause

/// How a page looks, in light and in dark surroundings. Without `<`, `>` and `&`, which would be
/// escaped.
enum PageStyle {
  static let css = """

    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1c1c1e; --faint: #5c5c66; --line: #d4d4d8; --band: #f4f4f5;
      --board: #c2570c; --cpu: #1d5fbf; --published: #74747f;
      --hit: 29, 95, 191; --miss: 194, 40, 12; --good: #14692b; --bad: #b3261e;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #17181b; --ink: #ececf0; --faint: #a9a9b4; --line: #3d3f46; --band: #22242a;
        --board: #f08a3c; --cpu: #6ea8ff; --published: #9b9ba8;
        --hit: 80, 140, 240; --miss: 240, 100, 60; --good: #6fd08c; --bad: #ff8a80;
      }
    }
    body {
      margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
    }
    h1 { font-size: 1.7rem; margin: 0 0 0.5rem; }
    h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; }
    p { margin: 0.5rem 0; }
    .lead { font-size: 1.2rem; }
    .good { color: var(--good); }
    .bad { color: var(--bad); font-weight: 700; }
    .notes { font: 0.85rem/1.6 ui-monospace, monospace; color: var(--faint); padding: 0;
      list-style: none; }
    .notes li { white-space: pre-wrap; overflow-wrap: anywhere; }
    .wide { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--faint); padding: 0.25rem 0; }
    th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--line); text-align: right;
      vertical-align: baseline; }
    th { font-weight: 600; }
    th[scope="row"] { text-align: left; }
    thead th { background: var(--band); }
    th:first-child { text-align: left; }
    .words td, .words th { text-align: left; }
    .words td:last-child { overflow-wrap: anywhere; }
    .gallery { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 0.5rem 0 1rem; }
    figure { margin: 0; width: 6rem; text-align: center; font-size: 0.8rem; }
    figure img { image-rendering: pixelated; border: 3px solid var(--line); border-radius: 4px; }
    figure.wrong img { border-color: var(--bad); }
    svg { display: block; width: 100%; height: auto; margin: 0.5rem 0; }
    svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
    svg text.axis { fill: var(--faint); font-size: 11px; }
    .grid { stroke: var(--line); stroke-width: 1; }
    .roof { stroke: var(--ink); stroke-width: 2; }
    rect.board, circle.board { fill: var(--board); }
    rect.cpu, circle.cpu { fill: var(--cpu); }
    rect.published { fill: var(--published); }
    rect.failed { fill: var(--bad); }
    td span[class] { display: block; margin: -0.25rem -0.6rem; padding: 0.25rem 0.6rem; }
    .hit0, .miss0 { color: var(--faint); }
    .hit1 { background: rgba(var(--hit), 0.1); } .miss1 { background: rgba(var(--miss), 0.15); }
    .hit2 { background: rgba(var(--hit), 0.18); } .miss2 { background: rgba(var(--miss), 0.23); }
    .hit3 { background: rgba(var(--hit), 0.26); } .miss3 { background: rgba(var(--miss), 0.31); }
    .hit4 { background: rgba(var(--hit), 0.33); } .miss4 { background: rgba(var(--miss), 0.38); }
    .hit5 { background: rgba(var(--hit), 0.4); } .miss5 { background: rgba(var(--miss), 0.45); }
    .hit6 { background: rgba(var(--hit), 0.47); } .miss6 { background: rgba(var(--miss), 0.5); }

    """
}
