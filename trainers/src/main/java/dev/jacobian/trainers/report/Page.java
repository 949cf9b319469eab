package dev.jacobian.trainers.report;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.trainers.report.chart.Element;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A page that is one file and loads nothing. */
final class Page {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private Page() {}

  /**
   * Returns the page.
   *
   * @param main what it shows; a last line is added
   */
  static String html(String title, Element main) {
    Element head =
        Element.of("head")
            .add(
                Element.of("meta").with("charset", "utf-8"),
                Element.of("meta")
                    .with("http-equiv", "Content-Security-Policy")
                    .with("content", POLICY),
                Element.of("meta")
                    .with("name", "viewport")
                    .with("content", "width=device-width, initial-scale=1"),
                // Without an icon of its own a browser asks the server for one.
                Element.of("link").with("rel", "icon").with("href", "data:,"),
                Element.of("title", title));
    main.add(Element.of("footer", "Made by Jacobian. This page is one file and loads nothing."));
    String style = "<style>\n" + ReportStyle.css() + "</style>";
    return "<!DOCTYPE html>\n<html lang=\"en\">"
        + head.print().replace("</head>", style + "</head>")
        + Element.of("body").add(main).print()
        + "</html>\n";
  }

  /** Writes a page in one step. */
  static void write(Path file, String html) {
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    AtomicFile.replace(file, bytes);
  }
}
