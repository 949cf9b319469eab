package dev.jacobian.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The page's picture: packages are rows, the batch goes from left to right, down to what a package
 * uses and up to what uses it.
 */
final class ArchitecturePicture {
  private static final int ROW = 26;
  private static final int COLUMN = 54;
  private static final int NAMES = 170;
  private static final int MODULES = 108;
  private static final int TOP = 16;
  private static final List<String> BANDS = List.of("#eef3fa", "#fbf6ec");

  private final ArchitecturePage page;
  private final StringBuilder svg = new StringBuilder();

  private ArchitecturePicture(ArchitecturePage page) {
    this.page = page;
  }

  static String of(ArchitecturePage page) throws IOException {
    return new ArchitecturePicture(page).draw();
  }

  private String draw() throws IOException {
    int width = MODULES + NAMES + COLUMN * page.steps().size() + COLUMN / 2;
    int height = 2 * TOP + ROW * page.floors().size();
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"system-ui, sans-serif\" font-size=\"14\">",
        width, height);
    line("<title>The way of a batch through the packages</title>");
    line(
        "<marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker>");
    line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, height);
    bands(width);
    rows(width);
    returns();
    for (int i = 0; i < page.steps().size(); i++) {
      arrow(i);
    }
    for (int i = 0; i < page.steps().size(); i++) {
      label(i);
    }
    return svg.append("</svg>\n").toString();
  }

  private void bands(int width) throws IOException {
    List<String> floors = page.floors();
    int color = 0;
    for (int first = 0, next; first < floors.size(); first = next, color++) {
      String module = ArchitecturePage.module(floors.get(first));
      next = first;
      while (next < floors.size() && ArchitecturePage.module(floors.get(next)).equals(module)) {
        next++;
      }
      int top = TOP + ROW * first;
      line(
          "<rect y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
          top, width, ROW * (next - first), BANDS.get(color % BANDS.size()));
      line(
          "<text x=\"10\" y=\"%d\" font-weight=\"600\" fill=\"#555\">%s</text>",
          top + ROW - 8, module);
    }
  }

  private void rows(int width) {
    Set<String> visited = new HashSet<>();
    page.steps().forEach(step -> visited.addAll(List.of(step.from(), step.to())));
    for (String floor : page.floors()) {
      boolean isVisited = visited.contains(floor);
      line(
          "<text x=\"%d\" y=\"%d\" fill=\"%s\"%s>%s</text>",
          MODULES,
          y(floor) + 5,
          isVisited ? "#111" : "#8a8a8a",
          isVisited ? " font-weight=\"600\"" : "",
          floor);
      if (isVisited) {
        line(
            "<path d=\"M%d %dH%d\" stroke=\"#d3d8e0\"/>",
            MODULES + NAMES, y(floor), width - COLUMN / 4);
      }
    }
  }

  /** Draws where a step begins elsewhere than the one before it has ended. */
  private void returns() {
    for (int i = 1; i < page.steps().size(); i++) {
      int from = y(page.steps().get(i - 1).to());
      int to = y(page.steps().get(i).from());
      line(
          "<path d=\"M%d %dL%d %d\" fill=\"none\" stroke=\"#98a2b3\" stroke-width=\"1.5\"%s/>",
          x(i - 1), from, x(i), to, from == to ? "" : " stroke-dasharray=\"3 4\"");
    }
  }

  private void arrow(int i) {
    ArchitecturePage.Step step = page.steps().get(i);
    line(
        "<path d=\"M%d %dV%d\" stroke=\"#000\" stroke-width=\"2\" marker-end=\"url(#head)\"/>",
        x(i), y(step.from()), y(step.to()));
  }

  private void label(int i) {
    ArchitecturePage.Step step = page.steps().get(i);
    int from = y(step.from());
    line("<circle cx=\"%d\" cy=\"%d\" r=\"10\" fill=\"#1f4e8c\"/>", x(i), from);
    line(
        "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"#fff\" text-anchor=\"middle\">%d</text>",
        x(i), from + 4, i + 1);
    line(
        "<text x=\"%d\" y=\"%d\" font-size=\"13\" fill=\"#1f4e8c\" text-anchor=\"middle\""
            + " stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">%s</text>",
        x(i), y(step.to()) + (y(step.to()) > from ? 15 : -7), step.what());
  }

  private static int x(int step) {
    return MODULES + NAMES + COLUMN / 2 + COLUMN * step;
  }

  private int y(String floor) {
    return TOP + ROW * page.depth(floor) + ROW / 2;
  }

  private void line(String format, Object... values) {
    svg.append(String.format(format, values)).append('\n');
  }
}
