package dev.jacobian.trainers.report.chart;

/**
 * The box that a plot is drawn in: grid and marks. Lines are SVG that is stretched to the box, with
 * strokes that are not; labels are text beside it, so they keep their size whatever the width.
 */
final class PlotBox {
  /** Width and height of the drawing's coordinates. */
  static final double SIZE = 1000;

  private final Scale across;
  private final Scale up;

  PlotBox(Scale across, Scale up) {
    this.across = across;
    this.up = up;
  }

  double x(double value) {
    return across.position(value) * SIZE;
  }

  double y(double value) {
    return (1 - up.position(value)) * SIZE;
  }

  /**
   * Returns the box.
   *
   * @param drawing what is drawn inside
   * @param description for those who do not see it
   */
  Element element(Element drawing, String description, String acrossName) {
    Element svg =
        Element.of("svg")
            .with("viewBox", "0 0 1000 1000")
            .with("preserveAspectRatio", "none")
            .with("role", "img")
            .with("aria-label", description);
    Element area = Element.of("div").with("class", "area");
    for (Tick tick : across.ticks()) {
      svg.add(line(tick.position() * SIZE, 0, tick.position() * SIZE, SIZE));
      area.add(label("x", "left", tick));
    }
    for (Tick tick : up.ticks()) {
      double y = (1 - tick.position()) * SIZE;
      svg.add(line(0, y, SIZE, y));
      area.add(label("y", "bottom", tick));
    }
    area.add(svg.add(drawing));
    return Element.of("div")
        .with("class", "frame")
        .add(area, Element.of("div", acrossName).with("class", "axis"));
  }

  private static Element label(String axis, String side, Tick tick) {
    return Element.of("span", tick.label())
        .with("class", axis)
        .with("style", side + ":" + number(tick.position() * 100) + "%");
  }

  private static Element line(double x1, double y1, double x2, double y2) {
    return Element.of("line")
        .with("class", "grid")
        .with("x1", number(x1))
        .with("y1", number(y1))
        .with("x2", number(x2))
        .with("y2", number(y2));
  }

  /** Returns a coordinate to two places, by hand: a page has thousands, and formats are slow. */
  static String number(double value) {
    long hundredths = Math.round(Math.abs(value) * 100);
    String sign = value < 0 && hundredths > 0 ? "-" : "";
    long rest = hundredths % 100;
    return sign + hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
  }
}
