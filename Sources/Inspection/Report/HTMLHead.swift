extension HTMLReport {
    /// The head of the page. The policy lets no script run and nothing be fetched, whatever stands in the page.
    static let head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>Audit log report 审计日志报告</title>
        <style>
        :root { color-scheme: light dark; --paper: #fff; --ink: #1d2329; --soft: #5c6670; --line: #d8dde2;
          --clean: #3f8f63; --observed: #2f78ad; --masked: #c98a1b; --undecided: #7d62ab; --blocked: #bf4a34; --other: #4a7a96; }
        @media (prefers-color-scheme: dark) { :root { --paper: #15191d; --ink: #e6eaed; --soft: #9da8b1; --line: #353d45;
          --clean: #62b888; --observed: #5ca5dc; --masked: #e0ac4d; --undecided: #ab91d9; --blocked: #e27a63; --other: #7fb0cd; } }
        @media print { :root { --paper: #fff; --ink: #000; --soft: #333; --line: #999; color-scheme: light; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } section { break-inside: avoid; }
          details > * { display: revert; } details::details-content { content-visibility: visible; } main { max-width: none; padding: 0; } @page { margin: 16mm; } }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
        main { max-width: 860px; margin: 0 auto; padding: 24px 20px 48px; }
        h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 34px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
        header p { margin: 2px 0; overflow-wrap: anywhere; } .note { color: var(--soft); font-size: 13px; }
        table { border-collapse: collapse; margin: 8px 0; width: 100%; font-size: 14px; }
        th, td { text-align: right; padding: 4px 10px; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; vertical-align: top; }
        th { font-weight: 600; } th:first-child, td.text { text-align: left; } td.text, th:first-child { overflow-wrap: anywhere; }
        thead span { display: block; font-weight: 400; } .wide th, .wide td { padding: 3px 6px; white-space: nowrap; font-size: 13px; }
        tbody th { font-weight: 400; } svg { width: 100%; height: auto; display: block; }
        svg text { font-size: 13px; fill: var(--ink); } svg .name { text-anchor: end; } svg .axis { stroke: var(--line); }
        svg .clean { fill: var(--clean); } svg .observed { fill: var(--observed); } svg .masked { fill: var(--masked); }
        svg .undecided { fill: var(--undecided); } svg .blocked { fill: var(--blocked); } svg .other { fill: var(--other); }
        svg .s-low { fill: var(--observed); } svg .s-medium { fill: var(--masked); } svg .s-high { fill: var(--blocked); } svg .s-critical { fill: var(--undecided); }
        details summary { cursor: pointer; color: var(--soft); font-size: 13px; }
        </style></head><body><main>
        """
}
