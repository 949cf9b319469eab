package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A data set in memory. It holds a copy of the values in Java arrays, so the tensors that it was
 * made from may be released or changed; at most 2^31 - 9 elements each. PyTorch equivalent: {@code
 * torch.utils.data.TensorDataset}.
 */
public final class TensorDataset implements Dataset {
  private static final int CHUNK_ROWS = 4096;

  private final List<Rows> inputs;
  private final List<Rows> targets;

  /**
   * Copies tensors of any dtype and device.
   *
   * @param inputs {@code [n, ...]}
   * @param targets {@code [n, ...]}
   * @throws DataException if the numbers of rows differ, or one is a scalar
   */
  public TensorDataset(Tensor inputs, Tensor targets) {
    this(List.of(inputs), List.of(targets));
  }

  /**
   * Copies the tensors of a model with several inputs, or of a loss with several targets: see
   * {@link Batch}.
   *
   * @param inputs each {@code [n, ...]}, at least one
   * @param targets each {@code [n, ...]}; may be empty
   * @throws DataException if the numbers of rows differ, or one is a scalar
   */
  public TensorDataset(List<Tensor> inputs, List<Tensor> targets) {
    this(
        inputs.stream().map(part -> Rows.copyOf("inputs", part)),
        targets.stream().map(part -> Rows.copyOf("targets", part)));
  }

  /**
   * Makes a data set over Java arrays that nobody else changes, of the Java types of the dtypes, in
   * row-major order; nothing is copied.
   *
   * @param inputSpec {@code [n, ...]}
   * @param targetSpec {@code [n, ...]}
   * @throws DataException if the numbers of rows differ
   */
  public static TensorDataset ofArrays(
      Object inputs, TensorSpec inputSpec, Object targets, TensorSpec targetSpec) {
    return new TensorDataset(
        Stream.of(new Rows(inputs, inputSpec)), Stream.of(new Rows(targets, targetSpec)));
  }

  TensorDataset(Stream<Rows> inputs, Stream<Rows> targets) {
    this.inputs = inputs.toList();
    this.targets = targets.toList();
    if (this.inputs.isEmpty()) {
      throw new DataException("a data set without inputs", "at least one tensor [n, ...]");
    }
    List<Rows> all = new ArrayList<>(this.inputs);
    all.addAll(this.targets);
    if (all.stream().anyMatch(part -> part.count() != size())) {
      throw new DataException(
          "inputs " + shapes(this.inputs) + " with targets " + shapes(this.targets),
          "the same number of rows (first size) in "
              + (all.size() > 2 ? "all" : "both")
              + ", received "
              + all.stream()
                  .map(part -> Long.toString(part.count()))
                  .collect(Collectors.joining(" and ")));
    }
  }

  private static String shapes(List<Rows> parts) {
    return parts.stream()
        .map(part -> part.spec().shape().toString())
        .collect(Collectors.joining(", "));
  }

  /** Reads all rows of another data set once and keeps them in memory. */
  public static TensorDataset copyOf(Dataset dataset) {
    return copyOf(dataset, batch -> batch);
  }

  /**
   * Reads all rows of another data set once and keeps what becomes of them.
   *
   * @param transform applied to some rows at a time; keeps their number
   */
  public static TensorDataset copyOf(Dataset dataset, UnaryOperator<Batch> transform) {
    return RowCollector.collect(dataset, CHUNK_ROWS, transform);
  }

  /** Returns the shape and type of all rows of the input, or the first: {@code [n, ...]}. */
  public TensorSpec inputSpec() {
    return inputs.get(0).spec();
  }

  /** Returns the shape and type of all rows of the target, or the first: {@code [n, ...]}. */
  public TensorSpec targetSpec() {
    return targets.get(0).spec();
  }

  @Override
  public long size() {
    return inputs.get(0).count();
  }

  @Override
  public Batch gather(long[] indices) {
    return new Batch(gather(inputs, indices), gather(targets, indices));
  }

  private static List<Tensor> gather(List<Rows> parts, long[] indices) {
    return parts.stream().map(part -> part.gather(indices)).toList();
  }
}
