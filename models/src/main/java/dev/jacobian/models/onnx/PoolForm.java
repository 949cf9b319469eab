package dev.jacobian.models.onnx;

import dev.jacobian.graph.Node;
import dev.jacobian.op.PoolWindows;
import dev.jacobian.op.WindowArgMax;
import dev.jacobian.op.WindowPick;
import dev.jacobian.op.WindowPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What the largest entries of windows become, and their places: ONNX has one operator for both. */
final class PoolForm {
  private PoolForm() {}

  /** Adds the largest entry of each window. */
  static String largest(WindowPick op, GraphTranslator to, Node node, List<String> in) {
    PoolWindows windows = op.windows();
    Node places = node.input(0);
    boolean isLargest =
        places.op() instanceof WindowPlace place
            && place.windows().equals(windows)
            && places.input(0) == node.input(1);
    // ONNX has two axes before those of the windows.
    int outer = node.shape().rank() - windows.axes();
    if (!isLargest || outer > 2) {
      throw to.refused(
          node, "windows over " + node.input(1).spec(), "the largest entry of each, of [n, c, ..]");
    }
    String added = outer == 2 ? "" : to.axes(outer == 1 ? List.of(1) : List.of(0, 1));
    String x = in.get(1);
    String images = outer == 2 ? x : to.node("Unsqueeze", node, List.of(x, added));
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < windows.axes(); i++) {
      int axis = node.shape().rank() - windows.axes() + i;
      long covered =
          (node.shape().dim(axis) - 1) * windows.strides().get(i)
              + (windows.sizes().get(i) - 1) * windows.dilations().get(i)
              + 1;
      ends.add(end(covered, node.input(1).shape().dim(axis), windows.paddings().get(i)));
    }
    String largest =
        to.node(
            "MaxPool",
            node,
            List.of(images),
            windowAttributes(
                windows.sizes(), windows.strides(), windows.paddings(), ends, windows.dilations()));
    return outer == 2 ? largest : to.node("Squeeze", node, List.of(largest, added));
  }

  /**
   * Adds the place of the largest entry of each window. ONNX counts places in the whole input:
   * here, in their windows.
   */
  static String places(WindowArgMax op, GraphTranslator to, Node node, List<String> in) {
    int axis = op.axis();
    List<Extent> sizes = to.shape(node.input(0));
    List<Extent> from = sizes.subList(axis, sizes.size());
    if (from.stream().anyMatch(Extent::isOpen)) {
      throw to.refused(
          node, "windows before or along the axis of the rows", "windows along a later axis");
    }
    long length = from.get(0).size();
    long inner = from.stream().skip(1).mapToLong(Extent::size).reduce(1, (a, b) -> a * b);
    long windows = node.shape().dim(axis);
    long covered = (windows - 1) * op.stride() + (op.size() - 1) * op.dilation() + 1;
    long end = end(covered, length, op.padding());
    String images = to.node("Reshape", node, List.of(in.get(0), to.wholes(-1, 1, length, inner)));
    if (end >= op.size()) {
      // Runtimes refuse to pad by as much themselves.
      String nothing = to.number(Double.NEGATIVE_INFINITY, node.input(0).spec().dtype());
      images = to.node("Pad", node, List.of(images, to.wholes(0, 0, 0, 0, 0, 0, end, 0), nothing));
      length += end;
      end = 0;
    }
    String places =
        to.nodes(
                "MaxPool",
                node,
                List.of(images),
                2,
                windowAttributes(
                    List.of(op.size(), 1L),
                    List.of(op.stride(), 1L),
                    List.of(op.padding(), 0L),
                    List.of(end, 0L),
                    List.of(op.dilation(), 1L)))
            .get(1);
    String along = to.node("Div", node, List.of(places, to.whole(inner)));
    String place = to.node("Mod", node, List.of(along, to.whole(length)));
    long[] first = LongStream.range(0, windows).map(o -> o * op.stride() - op.padding()).toArray();
    String entry = to.node("Sub", node, List.of(place, to.places(first, windows, 1)));
    String counted = to.node("Div", node, List.of(entry, to.whole(op.dilation())));
    return to.reshape(node, counted, List.of());
  }

  /** Returns how far the windows on an axis hang over its end. */
  private static long end(long covered, long length, long padding) {
    return Math.max(0, covered - padding - length);
  }

  /**
   * Returns windows that end where they end here: runtimes do not agree on the last one if they are
   * asked to round their number up.
   */
  private static Attribute[] windowAttributes(
      List<Long> sizes,
      List<Long> strides,
      List<Long> paddings,
      List<Long> ends,
      List<Long> dilations) {
    List<Long> pads = new ArrayList<>(paddings);
    pads.addAll(ends);
    return new Attribute[] {
      new Attribute.Ints("kernel_shape", sizes),
      new Attribute.Ints("strides", strides),
      new Attribute.Ints("pads", pads),
      new Attribute.Ints("dilations", dilations)
    };
  }
}
