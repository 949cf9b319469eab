package dev.jacobian.autograd;

import dev.jacobian.device.Operand;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.op.Lowering;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The form of a tensor whose elements lie apart, wherever they begin: what a kernel knows that
 * reads it as it lies.
 *
 * @param strides the distances of neighbours along each axis
 */
record Strided(TensorSpec spec, List<Long> strides) {

  /** Returns the form of an operand, or null if it is packed or no kernel reads it as it lies. */
  static @Nullable Strided of(Operand operand) {
    if (operand.isPacked() || !operand.storage().backend().takesOffsets()) {
      return null;
    }
    List<Long> strides = LongStream.of(operand.layout().strides()).boxed().toList();
    boolean isForwards = strides.stream().allMatch(stride -> stride >= 0);
    return isForwards ? new Strided(operand.spec(), strides) : null;
  }

  /**
   * Returns a kernel that reads tensors as they lie.
   *
   * @param plain reads all of them packed
   * @param tensors their forms, null for those that are packed
   * @param packed is given the tensors that it cannot read so
   */
  static Lowering.OfKernel read(
      Lowering.OfKernel plain, List<@Nullable Strided> tensors, Set<Integer> packed) {
    if (tensors.stream().allMatch(Objects::isNull)) {
      return plain;
    }
    Kernel kernel = plain.kernel();
    List<@Nullable Load> loads = new ArrayList<>();
    for (int i = 0; i < kernel.loads().size(); i++) {
      int read = plain.reads().get(i);
      Strided strided = tensors.get(read);
      loads.add(strided == null ? null : strided.read(kernel.loads().get(i), kernel.space()));
      if (strided != null && loads.get(i) == null) {
        packed.add(read);
      }
    }
    List<Load> all = new ArrayList<>();
    for (int i = 0; i < loads.size(); i++) {
      Load load = loads.get(i);
      boolean isPlain = load == null || packed.contains(plain.reads().get(i));
      all.add(isPlain ? kernel.loads().get(i) : load);
    }
    return new Lowering.OfKernel(new Kernel(kernel.space(), all, kernel.outputs()), plain.reads());
  }

  /** Returns how a kernel reads it that reads it row-major by a load, or null if it cannot. */
  private @Nullable Load read(Load load, Shape space) {
    long[] own = strides.stream().mapToLong(Long::longValue).toArray();
    Layout layout = Layout.of(spec.shape(), 0, own).over(space);
    if (layout == null || !load.equals(Load.of(spec.dtype(), spec.shape(), space))) {
      return null;
    }
    Load mapped = new Load(load.dtype(), IndexMap.of(0, layout.strides()));
    // What lies across memory is turned in tiles.
    return mapped.leaps(space) ? null : mapped;
  }
}
