package dev.jacobian.trainers.strategy;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Adds the gradients of shards in their order, compiled where that is possible. */
public final class GradientSum {
  private final CompileMode compile;
  private final Map<Integer, StepFunction> sums = new HashMap<>();

  /** Makes a sum that has added nothing yet. */
  public GradientSum(CompileMode compile) {
    this.compile = compile;
  }

  /**
   * Returns {@code ((g0 + g1) + g2) + ...} for parts of a batch, with the outputs of each. The sum
   * of the first parts may stand for them, so they need not all be there at once.
   *
   * @param parts at least one
   */
  public BatchGradient of(List<BatchGradient> parts) {
    BatchGradient first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    int[] present =
        IntStream.range(0, first.gradients().size())
            .filter(i -> parts.stream().anyMatch(part -> part.gradients().get(i).isPresent()))
            .toArray();
    List<Tensor> addends = new ArrayList<>();
    for (BatchGradient part : parts) {
      addends.add(part.loss());
      for (int i : present) {
        addends.add(part.gradients().get(i).orElseGet(() -> zeros(i, parts)));
      }
    }
    List<Tensor> sum =
        sums.computeIfAbsent(parts.size(), this::sumOf).run(addends.toArray(Tensor[]::new));
    List<Optional<Tensor>> gradients = new ArrayList<>(first.gradients());
    for (int i = 0; i < present.length; i++) {
      gradients.set(present[i], Optional.of(sum.get(1 + i)));
    }
    List<BatchOutput> outputs = parts.stream().flatMap(part -> part.outputs().stream()).toList();
    long rows = parts.stream().mapToLong(BatchGradient::rows).sum();
    return new BatchGradient(sum.get(0), first.lossMeans(), rows, gradients, outputs);
  }

  private static Tensor zeros(int index, List<BatchGradient> parts) {
    Tensor like =
        parts.stream()
            .flatMap(part -> part.gradients().get(index).stream())
            .findFirst()
            .orElseThrow();
    return Tensor.full(like.shape(), 0, like.dtype(), like.device());
  }

  /** Returns the sum of so many lists of tensors, which stand one after the other. */
  private StepFunction sumOf(int lists) {
    return StepFunction.of(
        compile,
        Optional.empty(),
        tensors -> {
          int size = tensors.length / lists;
          List<Tensor> sum = new ArrayList<>(List.of(tensors).subList(0, size));
          for (int at = size; at < tensors.length; at++) {
            sum.set(at % size, sum.get(at % size).add(tensors[at]));
          }
          return sum;
        });
  }
}
