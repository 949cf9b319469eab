package dev.jacobian.models;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up the categories of a table's rows. Input {@code [n, numbers + tables]}: columns of
 * numbers, which stay, and behind them a column of category numbers for each table; output {@code
 * [n, numbers + the dimensions of all]}: the numbers, then each category's vector. Category numbers
 * are held in the type of the other columns, so that a row is one row of a matrix from the file to
 * the model. Parameters are named {@code 0.weight}, {@code 1.weight} ... Source: Guo and Berkhahn,
 * "Entity embeddings of categorical variables", 2016. Equivalent: the first part of fastai's {@code
 * TabularModel}.
 */
public final class ColumnEmbeddings extends Module {
  private final int numbers;
  private final List<Embedding> tables = new ArrayList<>();

  /**
   * A table of vectors for one column.
   *
   * @param rows how many category numbers there are
   * @param hasUnknown whether the last number is that of categories which training has not seen;
   *     its vector is zeros and stays so
   * @param dimension the length of a vector
   */
  public record Table(int rows, boolean hasUnknown, int dimension) {}

  /**
   * Makes the tables.
   *
   * @param numbers how many columns stay as they are
   * @param dtype type of the columns and the vectors
   * @throws OptionException if there are no tables, or one is empty
   */
  public ColumnEmbeddings(int numbers, List<Table> tables, DType dtype, Generator generator) {
    super("ColumnEmbeddings(" + numbers + ", " + sizes(tables) + ")");
    if (numbers < 0 || tables.isEmpty()) {
      throw named(
          new OptionException(
              numbers + " numbers and " + tables.size() + " tables", "at least one table"));
    }
    this.numbers = numbers;
    EmbeddingOptions options = EmbeddingOptions.defaults().withDtype(dtype);
    for (Table table : tables) {
      EmbeddingOptions own = table.hasUnknown ? options.withPaddingIdx(table.rows - 1) : options;
      Embedding vectors = new Embedding(table.rows, table.dimension, own, generator);
      this.tables.add(register(Integer.toString(this.tables.size()), vectors));
    }
  }

  private static List<String> sizes(List<Table> tables) {
    return tables.stream().map(table -> table.rows + " x " + table.dimension).toList();
  }

  /** Returns how many columns stay as they are. */
  public int numbers() {
    return numbers;
  }

  /** Returns the tables, in the order of their columns. */
  public List<Embedding> tables() {
    return List.copyOf(tables);
  }

  /** Returns the number of the input's columns. */
  public int inputs() {
    return numbers + tables.size();
  }

  /** Returns the number of the output's columns. */
  public int outputs() {
    return numbers + tables.stream().mapToInt(Embedding::embeddingDim).sum();
  }

  /**
   * Returns the numbers, then each category's vector.
   *
   * @throws ShapeException if the input has other columns
   * @throws dev.jacobian.shape.DataException if a category number is outside its table
   */
  @Override
  public Tensor forward(Tensor input) {
    if (input.shape().rank() != 2 || input.size(1) != inputs()) {
      throw named(new ShapeException("input " + input.shape(), "[n, " + inputs() + "]"));
    }
    try (Autograd.Guard layer = enter()) {
      List<Tensor> parts = new ArrayList<>();
      if (numbers > 0) {
        parts.add(input.slice(1, 0, numbers));
      }
      for (int i = 0; i < tables.size(); i++) {
        Tensor column = input.slice(1, numbers + i, numbers + i + 1).squeeze(1);
        parts.add(tables.get(i).forward(column.to(DType.INT64)));
      }
      return Tensor.concat(1, parts.toArray(Tensor[]::new));
    }
  }
}
