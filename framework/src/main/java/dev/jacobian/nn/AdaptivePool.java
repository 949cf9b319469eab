package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** As many windows as there are to be along each of the last axes, whatever their sizes. */
public abstract sealed class AdaptivePool extends Module
    permits AdaptiveAvgPool1d,
        AdaptiveAvgPool2d,
        AdaptiveAvgPool3d,
        AdaptiveMaxPool1d,
        AdaptiveMaxPool2d,
        AdaptiveMaxPool3d {
  private final BiFunction<Tensor, long[], Tensor> pool;
  private final long[] size;

  AdaptivePool(String name, BiFunction<Tensor, long[], Tensor> pool, long... size) {
    super(
        name
            + Arrays.stream(size)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", ")")));
    this.pool = pool;
    this.size = size;
  }

  /**
   * Returns what becomes of each window.
   *
   * @throws ShapeException if the input has no such axes, or there are to be no windows
   */
  @Override
  public final Tensor forward(Tensor input) {
    try (Autograd.Guard layer = enter()) {
      return pool.apply(input, size.clone());
    } catch (JacobianException e) {
      throw named(e);
    }
  }
}
