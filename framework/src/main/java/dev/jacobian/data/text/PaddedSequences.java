package dev.jacobian.data.text;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.DataChecks;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sequences of tokens of different lengths, padded at their ends to the longest of a batch, or a
 * little further: {@link #withWidths}. Inputs are the tokens, int64 {@code [n, longest]}, and where
 * they are padding, bool {@code [n, longest]}, as masks of attention have it. Targets are a class
 * for each sequence, int64 {@code [n]}, or the token after each, int64 {@code [n, longest]}, and
 * {@link #IGNORED} where there is none. PyTorch equivalent: {@code torch.nn.utils.rnn.pad_sequence}
 * in a {@code collate_fn}.
 *
 * <p>{@code DataLoader.Options.withBucketBatches(100)} puts sequences of like length into a batch.
 */
public final class PaddedSequences implements Dataset {
  /** The target that a loss leaves out: {@code CrossEntropyLossOptions.withIgnoreIndex}. */
  public static final long IGNORED = -100;

  private final List<long[]> sequences;
  private final Optional<long[]> labels;
  private final long padding;
  private final int multiple;
  private final int widest;

  private PaddedSequences(
      List<long[]> sequences, Optional<long[]> labels, long padding, int multiple, int widest) {
    for (int i = 0; i < sequences.size(); i++) {
      int least = labels.isPresent() ? 1 : 2;
      if (sequences.get(i).length < least) {
        throw new DataException(
            "sequence " + i + " has " + sequences.get(i).length + " tokens",
            "at least " + least,
            "leave it out");
      }
    }
    this.sequences = List.copyOf(sequences);
    this.labels = labels;
    this.padding = padding;
    this.multiple = multiple;
    this.widest = widest;
  }

  /**
   * Makes rows of sequences and their classes.
   *
   * @param labels the class of each
   * @param padding the token that fills up
   * @throws DataException if a sequence is empty, or there are not as many labels
   */
  public static PaddedSequences classes(List<long[]> sequences, long[] labels, long padding) {
    if (labels.length != sequences.size()) {
      throw new DataException(
          labels.length + " labels of " + sequences.size() + " sequences", "one for each");
    }
    return new PaddedSequences(
        sequences, Optional.of(labels.clone()), padding, 1, Integer.MAX_VALUE);
  }

  /**
   * Makes rows for a language model: a sequence without its last token, and without its first.
   *
   * @param padding the token that fills up
   * @throws DataException if a sequence has fewer than two tokens
   */
  public static PaddedSequences nextTokens(List<long[]> sequences, long padding) {
    return new PaddedSequences(sequences, Optional.empty(), padding, 1, Integer.MAX_VALUE);
  }

  /**
   * Returns these sequences padded to one of a few widths, which lie evenly up to the longest of
   * all: a compiled step is made once for each width that it is given, and a batch of every length
   * would make many. Transformers' {@code pad_to_multiple_of}, with the multiple that fits.
   *
   * @param most of the widths
   */
  public PaddedSequences withWidths(int most) {
    if (most < 1) {
      throw new OptionException("PaddedSequences: widths " + most, "a whole number, 1 or more");
    }
    int longest = IntStream.range(0, sequences.size()).map(this::length).max().orElse(1);
    return new PaddedSequences(sequences, labels, padding, (longest + most - 1) / most, longest);
  }

  @Override
  public long size() {
    return sequences.size();
  }

  @Override
  public int length(long index) {
    return sequences.get((int) index).length - (labels.isPresent() ? 0 : 1);
  }

  @Override
  public Batch gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, size());
    int longest = Arrays.stream(indices).mapToInt(this::length).max().orElse(0);
    int width = Math.min((longest + multiple - 1) / multiple * multiple, widest);
    boolean[] masks = new boolean[Math.multiplyExact(indices.length, width)];
    for (int i = 0; i < indices.length; i++) {
      Arrays.fill(masks, i * width + length(indices[i]), (i + 1) * width, true);
    }
    Tensor mask = Tensor.of(masks, indices.length, width);
    Tensor targets =
        labels
            .map(all -> Tensor.of(Arrays.stream(indices).map(i -> all[(int) i]).toArray()))
            .orElseGet(() -> padded(indices, width, 1, IGNORED));
    return new Batch(List.of(padded(indices, width, 0, padding), mask), List.of(targets));
  }

  private Tensor padded(long[] indices, int width, int shift, long filler) {
    long[] values = new long[indices.length * width];
    for (int i = 0; i < indices.length; i++) {
      int length = length(indices[i]);
      System.arraycopy(sequences.get((int) indices[i]), shift, values, i * width, length);
      Arrays.fill(values, i * width + length, (i + 1) * width, filler);
    }
    return Tensor.of(values, indices.length, width);
  }
}
