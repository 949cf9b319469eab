package dev.jacobian.models.onnx;

import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.models.MLP;
import dev.jacobian.models.TabularMLP;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.Sigmoid;
import dev.jacobian.nn.Softmax;
import dev.jacobian.nn.Tanh;
import dev.jacobian.shape.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A layer that has no layers inside, at its place in a model.
 *
 * @param path the names from the model to it, such as {@code layers.0}; the layer's own kind if it
 *     is the model
 */
record Leaf(String path, Module module) {
  private static final List<Class<? extends Module>> KNOWN =
      List.of(
          Linear.class,
          Embedding.class,
          ColumnEmbeddings.class,
          LayerNorm.class,
          ReLU.class,
          Tanh.class,
          Sigmoid.class,
          GELU.class,
          Softmax.class,
          Dropout.class,
          Flatten.class);

  /**
   * Returns the layers of a model in the order in which they run.
   *
   * @throws OptionException if one is of a kind that cannot be exported
   */
  static List<Leaf> of(Module model) {
    List<Leaf> leaves = new ArrayList<>();
    collect("", model, leaves);
    return leaves;
  }

  private static void collect(String path, Module module, List<Leaf> leaves) {
    if (module instanceof TabularMLP network) {
      collect(join(path, "embeddings"), network.embeddings(), leaves);
      collect(join(path, "layers"), network.layers(), leaves);
    } else if (module instanceof MLP network) {
      collect(join(path, "layers"), network.layers(), leaves);
    } else if (module instanceof Sequential chain) {
      for (int i = 0; i < chain.size(); i++) {
        collect(join(path, Integer.toString(i)), chain.get(i), leaves);
      }
    } else if (KNOWN.contains(module.getClass())) {
      leaves.add(new Leaf(path.isEmpty() ? module.getClass().getSimpleName() : path, module));
    } else {
      throw new OptionException(
          "layer " + module + " cannot be exported as ONNX",
          KNOWN.stream().map(Class::getSimpleName).collect(Collectors.joining(", "))
              + ", or a Sequential, MLP or TabularMLP of these",
          "put what it computes into a Sequential of these layers");
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
