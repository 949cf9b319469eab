package dev.jacobian.trainers.report;

import dev.jacobian.trainers.report.chart.Palette;

/** The style sheet of a page. It refers to nothing outside. */
final class ReportStyle {
  private ReportStyle() {}

  static String css() {
    return Palette.css()
        + """
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);
          font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}
        h1{font-size:26px;margin:0 0 2px;overflow-wrap:anywhere}
        h2{font-size:17px;margin:34px 0 12px}
        .status{color:var(--soft);margin:0 0 18px}
        .facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin:0}
        .facts dt{color:var(--soft)} .facts dd{margin:0;overflow-wrap:anywhere}
        .scores{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0 0}
        .score{background:var(--card);border:1px solid var(--line);border-radius:8px;
          padding:10px 16px;min-width:130px}
        .score b{display:block;font-size:22px;font-variant-numeric:tabular-nums}
        .score span{color:var(--soft);font-size:13px}
        .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));
          gap:18px}
        .card{background:var(--card);border:1px solid var(--line);border-radius:8px;
          padding:14px 16px 10px;margin:0;min-width:0}
        figcaption{font-weight:600}
        .legend{font-size:13px;color:var(--soft);min-height:20px}
        .legend span{margin-right:14px}
        .legend span::before{content:"";display:inline-block;width:14px;height:3px;
          border-radius:2px;background:var(--c);margin-right:6px;vertical-align:middle}
        .legend .faint::before{opacity:.4}
        .frame{padding:8px 10px 0 58px}
        .area{position:relative;height:230px;border-bottom:1px solid var(--line)}
        .square{max-width:460px}
        .square .area{height:auto;aspect-ratio:1}
        .area svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
        .area .x,.area .y{position:absolute;font-size:12px;color:var(--soft);white-space:nowrap;
          font-variant-numeric:tabular-nums}
        .area .x{top:100%;transform:translate(-50%,3px)}
        .area .y{right:100%;transform:translate(-7px,50%);line-height:1}
        .axis{text-align:center;font-size:12px;color:var(--soft);padding-top:22px}
        .grid{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
        .curve{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;
          vector-effect:non-scaling-stroke}
        .dot{fill:none;stroke:var(--c);stroke-width:6;stroke-linecap:round;
          vector-effect:non-scaling-stroke}
        .square .dot{stroke-width:5;stroke-opacity:.55}
        .faint .curve{stroke-width:1;stroke-opacity:.4}
        .diagonal{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4;
          vector-effect:non-scaling-stroke}
        .best{font-weight:600;color:var(--good)}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:5px 12px;text-align:right;border-bottom:1px solid var(--line);
          font-weight:400;white-space:nowrap}
        thead th{color:var(--soft);font-size:13px} th[scope=row]{text-align:left}
        .matrix td{border:2px solid var(--paper);border-radius:4px;min-width:52px;
          background:color-mix(in srgb,var(--good) var(--share),var(--card))}
        .bar{width:260px;background:linear-gradient(var(--good),var(--good)) no-repeat left/
          var(--share) 9px}
        .matrix td.full{color:var(--paper)}
        pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px 16px;
          overflow-x:auto;font:13px/1.5 ui-monospace,Consolas,monospace;margin:0}
        footer{color:var(--soft);font-size:13px;margin-top:36px}
        """;
  }
}
