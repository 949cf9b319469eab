package dev.jacobian.trainers.report.chart;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Curves over training steps.
 *
 * @param title what they show
 * @param acrossName what the horizontal axis counts
 * @param curves those in the background come first
 * @param mayBeLogarithmic whether values over several decades may have a logarithmic axis
 */
public record LineChart(
    String title, String acrossName, List<Curve> curves, boolean mayBeLogarithmic) {
  /** About a stretch for every second pixel of a wide page. */
  private static final int STRETCHES = 400;

  /** Copies the list. */
  public LineChart {
    curves = List.copyOf(curves);
  }

  /** Returns whether there is any value to draw. */
  public boolean isEmpty() {
    return values().noneMatch(Scale::isDrawable);
  }

  /** Returns the plot with its title and legend. */
  public Element element() {
    Scale up = Scale.ofValues(values(), mayBeLogarithmic);
    double[] places = curves.stream().flatMapToDouble(c -> Arrays.stream(c.places())).toArray();
    double first = Arrays.stream(places).min().orElse(0);
    double last = Arrays.stream(places).max().orElse(1);
    PlotBox box = new PlotBox(Scale.whole(first, last), up);
    Element drawing = Element.of("g");
    for (Curve curve : curves) {
      drawing.addAll(lines(curve.thinned(STRETCHES), box));
    }
    String description = title + describe();
    return Element.of("figure")
        .with("class", "card")
        .add(
            Element.of("figcaption", title + (up.isLogarithmic() ? ", logarithmic" : "")),
            legend(),
            box.element(drawing, description, acrossName));
  }

  private DoubleStream values() {
    return curves.stream().flatMapToDouble(curve -> Arrays.stream(curve.values()));
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (Curve curve : curves) {
      if (!curve.isBackground()) {
        text.append("; ").append(curve.name()).append(" ends at ").append(curve.last());
      }
    }
    return text.toString();
  }

  private Element legend() {
    Element legend = Element.of("div").with("class", "legend");
    if (curves.size() == 1 && curves.get(0).name().equals(title)) {
      return legend;
    }
    for (Curve curve : curves) {
      legend.add(
          Element.of("span", curve.name())
              .with("class", curve.colorClass() + (curve.isBackground() ? " faint" : "")));
    }
    return legend;
  }

  /** Returns a line for each stretch of values without a gap. */
  private static List<Element> lines(Curve curve, PlotBox box) {
    Element group =
        Element.of("g").with("class", curve.colorClass() + (curve.isBackground() ? " faint" : ""));
    StringBuilder path = new StringBuilder();
    int points = 0;
    for (int i = 0; i <= curve.size(); i++) {
      if (i < curve.size() && Scale.isDrawable(curve.y(i))) {
        path.append(points == 0 ? "M" : "L")
            .append(PlotBox.number(box.x(curve.x(i))))
            .append(' ')
            .append(PlotBox.number(box.y(curve.y(i))));
        points++;
      } else if (points > 0) {
        // A point by itself is a line of no length, whose round ends are a dot.
        String end = points == 1 ? "l0 0" : "";
        group.add(
            Element.of("path").with("class", points == 1 ? "dot" : "curve").with("d", path + end));
        path.setLength(0);
        points = 0;
      }
    }
    return List.of(group);
  }
}
