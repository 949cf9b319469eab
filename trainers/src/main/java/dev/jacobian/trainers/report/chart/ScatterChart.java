package dev.jacobian.trainers.report.chart;

import java.util.stream.DoubleStream;

/** What was predicted against what was there; on the diagonal both are equal. */
public final class ScatterChart {
  private static final int MOST_POINTS = 1500;

  private final String title;
  private final double[] actual;
  private final double[] predicted;

  /** Makes a plot of pairs. */
  public ScatterChart(String title, double[] actual, double[] predicted) {
    if (actual.length != predicted.length) {
      throw new IllegalArgumentException(
          actual.length + " actual and " + predicted.length + " predicted values");
    }
    this.title = title;
    this.actual = actual.clone();
    this.predicted = predicted.clone();
  }

  /** Returns the plot with its title. */
  public Element element() {
    Scale scale =
        Scale.ofValues(
            DoubleStream.concat(DoubleStream.of(actual), DoubleStream.of(predicted)), false);
    PlotBox box = new PlotBox(scale, scale);
    Element drawing =
        Element.of("g")
            .add(
                Element.of("line")
                    .with("class", "diagonal")
                    .with("x1", "0")
                    .with("y1", "1000")
                    .with("x2", "1000")
                    .with("y2", "0"));
    Element points = Element.of("g").with("class", "s0");
    int every = Math.max(1, (actual.length + MOST_POINTS - 1) / MOST_POINTS);
    for (int i = 0; i < actual.length; i += every) {
      if (Scale.isDrawable(actual[i]) && Scale.isDrawable(predicted[i])) {
        points.add(
            Element.of("path")
                .with("class", "dot")
                .with(
                    "d",
                    "M"
                        + PlotBox.number(box.x(actual[i]))
                        + " "
                        + PlotBox.number(box.y(predicted[i]))
                        + "l0 0"));
      }
    }
    drawing.add(points);
    return Element.of("figure")
        .with("class", "card square")
        .add(
            Element.of("figcaption", title),
            Element.of("div", "predicted, upwards; on the line both are equal")
                .with("class", "legend"),
            box.element(drawing, title, "actual"));
  }
}
