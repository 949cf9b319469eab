package dev.jacobian.data;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Single;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Some rows of a data set: row i of the inputs belongs to row i of the targets. A model with
 * several inputs, or a loss with several targets, has a tensor for each; most have one, which
 * {@link #inputs()} and {@link #targets()} return.
 *
 * @param inputList what the model is given, in the order of its arguments, each {@code [n, ...]};
 *     at least one
 * @param targetList what the loss compares its outputs with, each {@code [n, ...]}; empty, or one
 *     of {@code [n, 0]}, if the data has no targets
 */
public record Batch(List<Tensor> inputList, List<Tensor> targetList) {
  /**
   * Copies the lists and checks that all parts have the same number of rows.
   *
   * @throws DataException if they have not, one is a scalar, or there is no input
   */
  public Batch {
    inputList = List.copyOf(inputList);
    targetList = List.copyOf(targetList);
    if (inputList.isEmpty()) {
      throw new DataException("a batch without inputs", "at least one tensor [n, ...]");
    }
    requireRows(inputList, targetList);
  }

  /**
   * Makes a batch with one input and one target.
   *
   * @param inputs {@code [n, ...]}
   * @param targets {@code [n, ...]}; {@code [n, 0]} if the data has no targets
   * @throws DataException if they have not the same number of rows, or one is a scalar
   */
  public Batch(Tensor inputs, Tensor targets) {
    this(List.of(inputs), List.of(targets));
  }

  private static void requireRows(List<Tensor> inputs, List<Tensor> targets) {
    if (!haveRows(inputs, inputs.get(0)) || !haveRows(targets, inputs.get(0))) {
      throw new DataException(
          "a batch of inputs " + shapes(inputs) + " with targets " + shapes(targets),
          "the same number of rows (first size) in "
              + (inputs.size() + targets.size() > 2 ? "all" : "both"));
    }
  }

  private static boolean haveRows(List<Tensor> parts, Tensor first) {
    for (Tensor part : parts) {
      if (part.shape().rank() == 0 || first.shape().rank() == 0 || part.size(0) != first.size(0)) {
        return false;
      }
    }
    return true;
  }

  private static String shapes(List<Tensor> parts) {
    return parts.stream().map(part -> part.shape().toString()).collect(Collectors.joining(", "));
  }

  /**
   * Returns the batch whose parts are these tensors.
   *
   * @param tensors the inputs, then the targets, as {@link #tensors()} returns them
   * @param inputs how many of them are inputs
   */
  public static Batch of(List<Tensor> tensors, int inputs) {
    return new Batch(tensors.subList(0, inputs), tensors.subList(inputs, tensors.size()));
  }

  /**
   * Returns the input of a batch that has one.
   *
   * @throws dev.jacobian.shape.OptionException if it has several
   */
  public Tensor inputs() {
    return Single.of(inputList, "a batch", "inputs", "ask for each: inputs(0), inputs(1)");
  }

  /** Returns an input by its place among the model's arguments, from 0. */
  public Tensor inputs(int index) {
    return Single.at(inputList, index, "a batch", "inputs");
  }

  /**
   * Returns the target of a batch that has one.
   *
   * @throws dev.jacobian.shape.OptionException if it has none or several
   */
  public Tensor targets() {
    return Single.of(targetList, "a batch", "targets", "ask for each: targets(0), targets(1)");
  }

  /** Returns a target by its place, from 0. */
  public Tensor targets(int index) {
    return Single.at(targetList, index, "a batch", "targets");
  }

  /** Returns all parts: the inputs, then the targets. */
  public List<Tensor> tensors() {
    List<Tensor> all = new ArrayList<>(inputList);
    all.addAll(targetList);
    return all;
  }

  /** Returns the inputs as the arguments of {@code Module.forwardAll}. */
  public Tensor[] inputArray() {
    return inputList.toArray(Tensor[]::new);
  }

  /** Returns the number of rows. */
  public long size() {
    return inputList.get(0).size(0);
  }

  /** Returns the batch whose parts are what a function makes of this one's. */
  public Batch map(UnaryOperator<Tensor> function) {
    return new Batch(
        inputList.stream().map(function).toList(), targetList.stream().map(function).toList());
  }

  /** Returns the batch of the rows from {@code from} on, before {@code to}. */
  public Batch slice(long from, long to) {
    return map(part -> part.slice(0, from, to));
  }

  /** Returns the batch on another device; this one if it lies there. */
  public Batch to(Device device) {
    for (Tensor part : tensors()) {
      if (!part.device().equals(device)) {
        return map(each -> each.to(device));
      }
    }
    return this;
  }

  /**
   * Makes {@code scope} release this batch when it closes, whoever was to do it before. For a loop
   * that asks for the batch outside the scope of its step:
   *
   * <pre>{@code
   * for (Batch batch : loader) {
   *   try (MemoryScope scope = MemoryScope.open()) {
   *     batch.releaseWith(scope);
   *     ...
   *   }
   * }
   * }</pre>
   *
   * @return this batch
   */
  public Batch releaseWith(MemoryScope scope) {
    tensors().forEach(part -> part.storage().moveTo(scope));
    return this;
  }
}
