package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Single;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which of {@link Forward}'s methods a kind of module has of its own, so that each can stand on the
 * others without a circle.
 *
 * @param counts of how many tensors the kind has a forward
 * @param all whether it has a forwardAll
 */
record Forwards(List<Integer> counts, boolean all) {
  private static final int MOST = 4;

  private static final ClassValue<Forwards> OF =
      new ClassValue<>() {
        @Override
        protected Forwards computeValue(Class<?> type) {
          return find(type);
        }
      };

  private static Forwards find(Class<?> type) {
    List<Integer> counts = new ArrayList<>();
    for (int count = 1; count <= MOST; count++) {
      Class<?>[] parameters = new Class<?>[count];
      Arrays.fill(parameters, Tensor.class);
      if (isOwn(type, "forward", parameters)) {
        counts.add(count);
      }
    }
    return new Forwards(counts, isOwn(type, "forwardAll", Tensor[].class));
  }

  private static boolean isOwn(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters).getDeclaringClass() != Forward.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the only output of a module with a forwardAll of its own. */
  static Tensor only(Forward module, Tensor... inputs) {
    Forwards own = OF.get(module.getClass());
    if (!own.all) {
      throw own.refusal(module, inputs.length);
    }
    return only(module, module.forwardAll(inputs));
  }

  /** Returns the only one of the outputs that a module gave. */
  static Tensor only(Forward module, List<Tensor> outputs) {
    return Single.of(outputs, module.toString(), "outputs", "call forwardAll, which gives all");
  }

  /** Checks that a module has a forward of its own of so many tensors. */
  static void requireOwn(Forward module, int count) {
    Forwards own = OF.get(module.getClass());
    if (!own.counts.contains(count)) {
      throw own.refusal(module, count);
    }
  }

  private OptionException refusal(Forward module, int count) {
    String problem =
        module + ": forward was called with " + count + (count == 1 ? " tensor" : " tensors");
    if (counts.isEmpty()) {
      return new OptionException(
          problem + ", and the module has no such method",
          "a method such as Tensor forward(Tensor input)",
          "override forward for as many tensors as the module takes, or forwardAll");
    }
    String takes = String.join(" or ", counts.stream().map(String::valueOf).toList());
    return new OptionException(
        problem,
        takes + ", as the module takes",
        "call it with its inputs; in training, the data set gives as many as the model takes");
  }
}
