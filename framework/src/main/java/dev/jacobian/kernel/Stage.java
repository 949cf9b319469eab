package dev.jacobian.kernel;

import dev.jacobian.shape.Shape;
import java.util.List;
import java.util.Set;

/**
 * A part of a kernel that reads no reduction of its own: those that it reads have been computed by
 * earlier stages and are loads here. What is stored comes in the last stage, since it may replace
 * what others read. A maximum of values that are the same all along its axes is computed once for
 * each group, over the space without these axes.
 *
 * <p>An <em>ending</em> is such a maximum of what columns were reduced to that no other output
 * reads. It comes after everything else, what is stored included, and may replace what it reads,
 * element by element, or what nothing reads: so the kernel that sums a bias' gradient also updates
 * the bias.
 *
 * @param kernel what is computed; its first loads are all loads of the whole kernel
 * @param reduced which outputs of the whole kernel the other loads read
 * @param outputs which outputs of the whole kernel are computed
 */
public record Stage(Kernel kernel, List<Integer> reduced, List<Integer> outputs) {
  /** Copies the lists. */
  public Stage {
    reduced = List.copyOf(reduced);
    outputs = List.copyOf(outputs);
  }

  /** Returns a kernel's stages, in their order; usually there is one. */
  public static List<Stage> of(Kernel kernel) {
    return new Stages(kernel).all();
  }

  /**
   * Returns whether what axes are reduced to is of columns: other axes lie behind them. Rows, which
   * have no others behind, are neighbours in the order of the positions. Where there are no
   * positions there are no columns.
   */
  public static boolean areColumns(Shape space, List<Integer> axes) {
    boolean isBehind = false;
    for (int axis = space.rank() - 1; axis >= 0 && space.size() > 0; axis--) {
      if (space.dim(axis) > 1) {
        if (isBehind && axes.contains(axis)) {
          return true;
        }
        isBehind |= !axes.contains(axis);
      }
    }
    return false;
  }

  /** Returns the outputs of a kernel that are endings. */
  public static Set<Integer> endings(Kernel kernel) {
    return new Stages(kernel).endings();
  }
}
