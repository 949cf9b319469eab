package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.op.IndexPut;
import dev.jacobian.shape.DType;
import java.util.List;
import java.util.function.Supplier;

/**
 * Assignments by an index that read and write no more than the entries that are assigned. They are
 * made where nothing has to be recorded or captured, on the CPU, whose order of writing is known;
 * else the whole tensor is made anew: see {@link Replacing}.
 */
final class Putting {
  private Putting() {}

  static Tensor indexPut(Tensor x, List<Tensor> indices, Tensor values, boolean accumulate) {
    boolean isMask = indices.size() == 1 && indices.get(0).dtype() == DType.BOOL;
    if (isMask || !isDirect(x, values)) {
      return x.copyInPlace(x.indexPut(indices, values, accumulate));
    }
    Replacing.requireType("indexPut", x, values);
    Places places = Places.of("indexPut", x.shape(), indices.toArray(Tensor[]::new));
    Tensor each = Replacing.entries(places, values);
    Tensor rows = x.reshape(places.rows());
    return places.checked(() -> put(x, rows, 0, places.flat().flatten(), each, accumulate));
  }

  static Tensor indexCopy(Tensor x, int axis, Tensor index, Tensor source) {
    if (!isDirect(x, source)) {
      return x.copyInPlace(x.indexCopy(axis, index, source));
    }
    int at = x.shape().axis(axis);
    Replacing.requireEntries("indexCopy", x, at, index, source);
    return named("indexCopy", x, at, index, () -> put(x, x, at, index, source, false));
  }

  static Tensor indexAdd(Tensor x, int axis, Tensor index, Tensor source) {
    if (!isDirect(x, source)) {
      return x.copyInPlace(x.indexAdd(axis, index, source));
    }
    int at = x.shape().axis(axis);
    Replacing.requireEntries("indexAdd", x, at, index, source);
    return named("indexAdd", x, at, index, () -> put(x, x, at, index, source, true));
  }

  static Tensor indexFill(Tensor x, int axis, Tensor index, double number) {
    if (!isDirect(x)) {
      return x.copyInPlace(x.indexFill(axis, index, number));
    }
    int at = x.shape().axis(axis);
    Replacing.requireList("indexFill", index);
    Tensor numbers =
        Tensor.full(x.shape().withDim(at, index.size()), number, x.dtype(), x.device());
    return named("indexFill", x, at, index, () -> put(x, x, at, index, numbers, false));
  }

  static Tensor scatter(Tensor x, int axis, Tensor index, Tensor source, boolean accumulate) {
    if (!isDirect(x, source)) {
      return x.copyInPlace(
          accumulate ? x.scatterAdd(axis, index, source) : x.scatter(axis, index, source));
    }
    String function = accumulate ? "scatterAdd" : "scatter";
    int at = x.shape().axis(axis);
    Tensor places = Indices.places(function, x, at, index);
    Tensor values = Indices.part(function, x, index, source).flatten();
    Tensor all = x.reshape(x.size());
    return named(function, x, at, index, () -> put(x, all, 0, places, values, accumulate));
  }

  private static Tensor named(
      String function, Tensor x, int axis, Tensor index, Supplier<Tensor> put) {
    return Indices.named(function, index, axis, 0, x.size(axis), put);
  }

  private static Tensor put(
      Tensor x, Tensor target, int axis, Tensor index, Tensor values, boolean accumulate) {
    if (accumulate && index.size() > 0) {
      return added(x, target, axis, index, values);
    }
    Autograd.builder()
        .assign(target.value(), new IndexPut(axis), target.value(), index.value(), values.value());
    return x;
  }

  /** Adds to each entry the sum of what is for it, as it is added where all is made anew. */
  private static Tensor added(Tensor x, Tensor target, int axis, Tensor index, Tensor values) {
    long count = index.size();
    ValuesAndIndices sorted = index.sort(0, false);
    Tensor isNew =
        sorted
            .values()
            .narrow(0, 1, count - 1)
            .ne(sorted.values().narrow(0, 0, count - 1))
            .to(DType.INT64);
    Tensor inOrder = isNew.pad(0, 1, 0).cumsum(0);
    Tensor group = put(inOrder, Tensor.zerosLike(index), sorted.indices());
    Tensor places = put(sorted.values(), Tensor.zerosLike(index), inOrder);
    Tensor sums = Calls.apply(new IndexAdd(axis, count), values, group);
    // There may be fewer groups than indices: the last one is put several times.
    Tensor which = Tensor.arange(count).to(x.device()).minimum(inOrder.get(-1));
    Tensor at = places.indexSelect(0, which);
    Tensor both = target.indexSelect(axis, at).add(sums.indexSelect(axis, which));
    return put(x, target, axis, at, both, false);
  }

  private static Tensor put(Tensor values, Tensor target, Tensor index) {
    return put(target, target, 0, index, values, false);
  }

  private static boolean isDirect(Tensor x, Tensor values) {
    // Values that lie in the target itself would change while they are read.
    return isDirect(x)
        && values.storage() != x.storage()
        && !(Autograd.isGradEnabled() && values.requiresGrad());
  }

  private static boolean isDirect(Tensor x) {
    if (Recording.isActive() || x.device().isCuda() || !x.isContiguous()) {
      return false;
    }
    boolean isRecorded = x.requiresGrad() || x.variable().base().requiresGrad();
    return !(Autograd.isGradEnabled() && isRecorded);
  }
}
