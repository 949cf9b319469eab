package dev.jacobian.models.language;

import dev.jacobian.device.Device;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.AttentionOptions;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keys and values of the positions that a model has seen, in memory that is taken once, so that the
 * next token costs one position instead of all: {@code model.forward(ids, cache)} computes those of
 * {@code ids} only and adds them here. Works on tensors that need no gradient. PyTorch equivalent:
 * {@code transformers.StaticCache}.
 */
public final class KeyValueCache {
  private final int capacity;
  private final List<Layer> layers;
  private int length;

  /**
   * Makes an empty cache.
   *
   * @param sequences how many are computed at once
   * @param capacity the most positions of each
   */
  KeyValueCache(GPT2Options options, int sequences, int capacity, Device device) {
    this.capacity = capacity;
    long heads = options.nHead();
    Shape shape = Shape.of(sequences, heads, capacity, options.nEmbd() / heads);
    layers =
        IntStream.range(0, options.nLayer())
            .mapToObj(
                i ->
                    new Layer(
                        Tensor.full(shape, 0, options.dtype(), device),
                        Tensor.full(shape, 0, options.dtype(), device)))
            .toList();
  }

  /** Returns how many positions have been seen. */
  public int length() {
    return length;
  }

  /** Returns how many positions there is room for. */
  public int capacity() {
    return capacity;
  }

  Layer layer(int index) {
    return layers.get(index);
  }

  /**
   * Checks that there is room.
   *
   * @param input ids {@code [n, t]}
   */
  void requireRoom(Shape input) {
    long sequences = layers.get(0).keys.size(0);
    if (input.dim(0) != sequences || length + input.dim(1) > capacity) {
      throw new ShapeException(
          "ids "
              + input
              + " for a cache of "
              + sequences
              + " sequences with "
              + length
              + " of "
              + capacity
              + " positions",
          "as many sequences, and room for their positions",
          "make a larger cache, or one for each batch");
    }
  }

  /** Counts positions that every layer has added. */
  void advance(long positions) {
    length += (int) positions;
  }

  /** The part of one block: keys and values, {@code [n, heads, capacity, e / heads]}. */
  final class Layer {
    private final Tensor keys;
    private final Tensor values;
    private long seen;

    private Layer(Tensor keys, Tensor values) {
      this.keys = keys;
      this.values = values;
    }

    /**
     * Adds the next positions.
     *
     * @return the options with which their queries see those before them
     */
    AttentionOptions append(Tensor newKeys, Tensor newValues, AttentionOptions options) {
      long count = newKeys.size(2);
      seen = length + count;
      keys.slice(2, length, seen).copyInPlace(newKeys);
      values.slice(2, length, seen).copyInPlace(newValues);
      if (length == 0) {
        return options;
      }
      AttentionOptions open = options.withCausal(false);
      if (count == 1) {
        return open;
      }
      Tensor own = Tensor.arange(length, seen).unsqueeze(1);
      return open.withMask(own.ge(Tensor.arange(seen)).to(keys.device()));
    }

    Tensor keys() {
      return keys.slice(2, 0, seen);
    }

    Tensor values() {
      return values.slice(2, 0, seen);
    }
  }
}
