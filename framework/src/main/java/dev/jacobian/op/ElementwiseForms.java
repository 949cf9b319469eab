package dev.jacobian.op;

import dev.jacobian.shape.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What has been derived of elementwise ops on this thread: an eager program asks at every call what
 * gradients read, and at every backward how they are computed, which takes longer than a small
 * kernel to derive.
 */
final class ElementwiseForms {
  /** The most answers that are remembered; beyond it the one not used for longest goes. */
  private static final int CAPACITY = 1_000;

  private static final ThreadLocal<ElementwiseForms> MINE =
      ThreadLocal.withInitial(ElementwiseForms::new);

  private final Map<Object, Object> known = new LinkedHashMap<>(16, 0.75f, true);

  private record Reads(ElementwiseOp op, int index) {}

  private record Dependence(ElementwiseGradient op, int index) {}

  private record TypeOf(ElementwiseGradient op, List<DType> read) {}

  private record FormOf(ElementwiseOp op, int index, List<DType> types, DType output) {}

  /** Returns what this thread remembers. */
  static ElementwiseForms current() {
    return MINE.get();
  }

  /** Returns {@link ElementwiseGradient#readsOf}. */
  Set<Integer> reads(ElementwiseOp op, int index) {
    return remembered(new Reads(op, index), () -> ElementwiseGradient.readsOf(op, index));
  }

  /** Returns {@link ElementwiseGradient#form}. */
  ElementwiseGradient.Form form(ElementwiseOp op, int index, List<DType> types, DType output) {
    return remembered(
        new FormOf(op, index, types, output),
        () -> ElementwiseGradient.form(op, index, types, output));
  }

  /** Returns {@link ElementwiseGradient#dependsOn}. */
  boolean isDifferentiable(ElementwiseGradient op, int index) {
    return remembered(new Dependence(op, index), () -> op.dependsOn(index));
  }

  /** Returns {@link ElementwiseGradient#dtype}. */
  DType dtype(ElementwiseGradient op, List<DType> read) {
    return remembered(new TypeOf(op, read), () -> op.dtype(read));
  }

  @SuppressWarnings("unchecked") // The class of the question says that of the answer.
  private <T> T remembered(Object question, Supplier<T> derived) {
    T answer = (T) known.get(question);
    if (answer == null) {
      answer = derived.get();
      if (known.size() >= CAPACITY) {
        known.remove(known.keySet().iterator().next());
      }
      known.put(question, answer);
    }
    return answer;
  }
}
