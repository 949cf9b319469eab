package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Folds.Fold;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.data.text.TokenBlocks;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.TextData;
import dev.jacobian.trainers.config.data.TextRows;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.TextPreparation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** The text of a run, before any is held out. */
final class RunText implements RunRows {
  private final RunConfig config;
  private final TextData data;
  private final List<String> names;
  private final TextPreparation preparation;
  private final long[] tokens;

  private RunText(RunConfig config, TextData data, String text) {
    this.config = config;
    this.data = data;
    this.names = TextPreparation.tokens(data.form(), text);
    this.preparation = preparation(List.of());
    this.tokens = preparation.tokenizer().encode(text);
  }

  /**
   * Reads the text.
   *
   * @throws DataException if the file is empty, or no text
   */
  static RunText read(RunConfig config, TextData data) {
    String text = TextPreparation.text(data.rows(), data.form());
    if (text.isBlank()) {
      throw new DataException(data.rows().name() + ": the file has no text", "text to learn from");
    }
    return new RunText(config, data, text);
  }

  private TextPreparation preparation(List<Long> counts) {
    return new TextPreparation(
        config.dtype(), data.form(), names, counts, Preparation.settings(config));
  }

  @Override
  public long size() {
    return blocks(tokens).size();
  }

  @Override
  public RunData whole() {
    int trained = (int) Math.round(tokens.length * (1 - data.split().share()));
    long[] train = Arrays.copyOf(tokens, trained);
    Optional<Dataset> held =
        data.split().share() > 0
            ? Optional.of(blocks(Arrays.copyOfRange(tokens, trained, tokens.length)))
            : data.split().validation().map(rows -> other((TextRows) rows));
    Dataset blocks = blocks(train);
    return new RunData(
        Optional.empty(),
        blocks,
        blocks,
        Optional.empty(),
        held,
        data.split().test().map(rows -> other((TextRows) rows)),
        Optional.empty(),
        config.loss().isBalanced() ? preparation(counts(train)) : preparation,
        new RowNotes(DroppedRows.none(), List.of()));
  }

  private TokenBlocks blocks(long[] part) {
    return TokenBlocks.of(List.of(part), data.form().blockLength());
  }

  private TokenBlocks other(TextRows rows) {
    return preparation.blocks(TextPreparation.text(rows, data.form()));
  }

  /** Returns how often each token is there. */
  private List<Long> counts(long[] part) {
    long[] counts = new long[names.size()];
    for (long token : part) {
      counts[(int) token]++;
    }
    return LongStream.of(counts).boxed().toList();
  }

  @Override
  public List<Fold> folds(int folds, long seed) {
    throw new OptionException(
        "cross-validation of a text",
        "rows or images, of which any part can be held out",
        "hold out its end with data.validation");
  }

  @Override
  public RunData fold(Fold fold) {
    throw new IllegalStateException("a text has no folds");
  }
}
