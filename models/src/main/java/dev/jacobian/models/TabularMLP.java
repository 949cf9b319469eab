package dev.jacobian.models;

import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * An {@link MLP} of a table with categories, each of which is looked up as a learned vector: {@link
 * ColumnEmbeddings} in front of the linear layers. Input {@code [n, numbers + tables]}, output
 * {@code [n, outputs]}. Parameters are named {@code embeddings.0.weight}, {@code layers.0.weight}
 * and so on. Equivalent: fastai's {@code TabularModel}.
 */
public final class TabularMLP extends Module {
  private final ColumnEmbeddings embeddings;
  private final Sequential layers;

  /**
   * Makes a network; {@code generator} initialises it and draws its dropout.
   *
   * @param form of the network; its inputs are the columns, of which the last ones are categories
   * @param tables one for each column of categories
   * @throws dev.jacobian.shape.OptionException if there are no tables, or more than columns
   */
  public TabularMLP(MLP.Options form, List<ColumnEmbeddings.Table> tables, Generator generator) {
    super(
        "TabularMLP("
            + form.inputs()
            + ", "
            + tables.size()
            + " categories, "
            + form.hidden()
            + ", "
            + form.outputs()
            + ")");
    int numbers = form.inputs() - tables.size();
    embeddings =
        register("embeddings", new ColumnEmbeddings(numbers, tables, form.dtype(), generator));
    layers = register("layers", MLP.chain(form.withInputs(embeddings.outputs()), generator));
  }

  /** Returns what looks the categories up. */
  public ColumnEmbeddings embeddings() {
    return embeddings;
  }

  /** Returns the layers behind the categories. */
  public Sequential layers() {
    return layers;
  }

  @Override
  public Tensor forward(Tensor input) {
    return layers.forward(embeddings.forward(input));
  }
}
