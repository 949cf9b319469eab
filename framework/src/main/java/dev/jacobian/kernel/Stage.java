package dev.jacobian.kernel;

import java.util.List;

/**
 * A part of a kernel that reads no reduction of its own: those that it reads have been computed by
 * earlier stages and are loads here. What is stored comes in the last stage, since it may replace
 * what others read. A maximum of values that are the same all along its axes is computed once for
 * each group, over the space without these axes.
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
}
