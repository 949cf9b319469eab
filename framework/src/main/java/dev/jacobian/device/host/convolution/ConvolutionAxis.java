package dev.jacobian.device.host.convolution;

import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import java.util.ArrayList;
import java.util.List;

/**
 * What one axis of a convolution's result has to do with the same axis of its operands. The
 * result's entries i, entries r of one operand and entries s of the other one belong together where
 * {@code input = window * stride + tap * dilation - padding}; i and r determine s. Entries i that
 * meet the same r, at the same distances, are a class.
 *
 * @param rows how many i there are
 * @param others how many r
 * @param sources how many s
 * @param rowStep the distance of neighbours of a class
 * @param rowSource the distance of their s
 * @param otherStep the distance of neighbouring r that are met
 * @param otherSource the distance of their s
 */
record ConvolutionAxis(
    long rows,
    long others,
    long sources,
    long rowStep,
    long rowSource,
    long otherStep,
    long otherSource,
    List<Alike> classes) {

  /**
   * A class.
   *
   * @param first its first i
   * @param rows how many i it has
   * @param met the first r that they meet
   * @param meets how many r that is
   * @param source the s of the first i and the first r
   */
  record Alike(long first, long rows, long met, long meets, long source) {
    private boolean meetsAs(Alike other) {
      return met == other.met && meets == other.meets;
    }

    private Alike withNext() {
      return new Alike(first, rows + 1, met, meets, source);
    }
  }

  /** Returns an axis of a result; an axis that the shape lacks has one entry of everything. */
  static ConvolutionAxis of(ConvolutionShape shape, ConvolutionPart result, int axis) {
    if (axis < 0) {
      return new ConvolutionAxis(1, 1, 1, 1, 1, 1, 1, List.of(new Alike(0, 1, 0, 1, 0)));
    }
    long input = shape.input().get(axis);
    long taps = shape.kernel().get(axis);
    long windows = shape.windows(axis);
    long stride = shape.stride().get(axis);
    long dilation = shape.dilation().get(axis);
    long padding = shape.padding().get(axis);
    ConvolutionAxis blank =
        switch (result) {
          case OUTPUT ->
              new ConvolutionAxis(windows, taps, input, 1, stride, 1, dilation, List.of());
          case WEIGHT ->
              new ConvolutionAxis(taps, windows, input, 1, dilation, 1, stride, List.of());
          case INPUT -> {
            // Of the taps over an element, so many apart are over a window's begin.
            long common = commonDivisor(stride, dilation);
            yield new ConvolutionAxis(
                input, taps, windows, stride, 1, stride / common, -dilation / common, List.of());
          }
        };
    return blank.withClasses(result == ConvolutionPart.INPUT, stride, dilation, padding);
  }

  private static long commonDivisor(long a, long b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }

  private ConvolutionAxis withClasses(boolean isInput, long stride, long dilation, long padding) {
    List<Alike> found = new ArrayList<>();
    for (long i = 0; i < rows; i++) {
      Alike alone = null;
      for (long r = 0; r < others; r++) {
        long place =
            isInput ? i + padding - r * dilation : i * rowSource + r * otherSource - padding;
        long source = isInput && place % stride != 0 ? -1 : isInput ? place / stride : place;
        if (place >= 0 && source >= 0 && source < sources) {
          alone =
              alone == null
                  ? new Alike(i, 1, r, 1, source)
                  : new Alike(i, 1, alone.met, alone.meets + 1, alone.source);
        }
      }
      if (alone != null) {
        add(found, alone);
      }
    }
    return new ConvolutionAxis(
        rows, others, sources, rowStep, rowSource, otherStep, otherSource, List.copyOf(found));
  }

  private static void add(List<Alike> found, Alike alone) {
    for (int k = found.size() - 1; k >= 0; k--) {
      if (found.get(k).meetsAs(alone)) {
        found.set(k, found.get(k).withNext());
        return;
      }
    }
    found.add(alone);
  }

  /** Returns the first r that a class meets. */
  long lowest() {
    return classes.stream().mapToLong(Alike::met).min().orElse(0);
  }

  /** Returns how many r there are from the first one that a class meets to the last one. */
  long used() {
    return classes.stream()
            .mapToLong(alike -> alike.met + (alike.meets - 1) * otherStep + 1)
            .max()
            .orElse(1)
        - lowest();
  }
}
