package dev.jacobian.trainers.config.data;

import dev.jacobian.data.text.TokenKind;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How files become tokens, and these the blocks that a language model is given.
 *
 * @param tokenizer what the tokens are: the characters that the file has, the bytes of UTF-8, or
 *     the words of texts with a class each; by default characters, or words with classes
 * @param blockLength tokens of a block, each of which is told from those before it in the block
 * @param field the name of the text in each line of a file of JSON lines; with csv, parquet, arrow
 *     or jdbc the column of the text, by which the rows are texts with classes
 */
public record TextForm(
    @Option(varies = true) TokenKind tokenizer,
    @Option(min = 1, max = 1 << 24) int blockLength,
    @Option String field)
    implements DataForm {
  static final RecordKeys<TextForm> KEYS =
      RecordKeys.of(new TextForm(TokenKind.CHARACTERS, 64, "text"));

  @Override
  public RecordKeys<?> keys() {
    return KEYS;
  }

  @Override
  public DataConfig data(
      Path file, Optional<Path> targetsFile, List<String> features, List<String> targetNames) {
    if (targetsFile.isPresent()) {
      throw new ConfigException(
          KeyPlace.of("targets"), "what follows in a text is its target", "no --targets");
    }
    return new TextData(new TextRows(file), this, SplitConfig.none());
  }
}
