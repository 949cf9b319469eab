package dev.jacobian.trainers.predict;

import dev.jacobian.data.text.Tokenizer;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.models.language.GenerationOptions;
import dev.jacobian.models.language.LanguageModel;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.saved.SavedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A trained language model that continues text:
 *
 * <pre>{@code
 * TextGenerator model = TextGenerator.load(Path.of("runs/tales"));
 * String tale = model.generate("Once", GenerationOptions.sampling(200), 7);
 * }</pre>
 */
public final class TextGenerator {
  /** How many tokens follow a prompt where nobody says so. */
  public static final int USUAL_TOKENS = 100;

  private final Tokenizer tokenizer;
  private final LanguageModel model;
  private final CallThreads threads = new CallThreads();

  private TextGenerator(Tokenizer tokenizer, LanguageModel model) {
    this.tokenizer = tokenizer;
    this.model = model;
  }

  /**
   * Loads a model that {@code jacobian train} wrote, to compute on the CPU.
   *
   * @param place the weights file, or the folder of the run that wrote it
   * @throws dev.jacobian.shape.FileFormatException if it is another kind of file
   * @throws OptionException if the model is given no text
   */
  public static TextGenerator load(Path place) {
    try (MemoryScope scope = MemoryScope.open()) {
      SavedModel saved = SavedModel.read(place);
      return of(saved, saved.load(Device.cpu()));
    }
  }

  /**
   * Returns a generator of a model that is in memory.
   *
   * @param model with its weights, in evaluation mode
   * @throws OptionException if the model is given no text, or cannot continue any
   */
  public static TextGenerator of(SavedModel saved, Module model) {
    Tokenizer tokenizer = saved.preparation().text().tokenizer();
    if (model instanceof LanguageModel language) {
      return new TextGenerator(tokenizer, language);
    }
    throw new OptionException(model.description() + ", to continue a text", "a LanguageModel");
  }

  /**
   * Continues a text.
   *
   * @param seed of what is drawn; the same text for the same seed
   * @return the prompt with what follows
   * @throws dev.jacobian.shape.DataException if the prompt is empty, or has a character that the
   *     training text had not
   * @throws dev.jacobian.shape.ShapeException if both are longer than the model can see
   */
  public String generate(String prompt, GenerationOptions options, long seed) {
    StringBuilder text = new StringBuilder(prompt);
    generate(prompt, options, seed, text::append);
    return text.toString();
  }

  /**
   * Continues a text, of which each part is told as soon as it is there. Any number of threads may
   * ask at once.
   *
   * @param seed of what is drawn; the same text for the same seed
   * @param pieces takes what follows the prompt, piece by piece; what it throws ends the text
   * @return the number of new tokens
   * @throws dev.jacobian.shape.DataException if the prompt is empty, or has a character that the
   *     training text had not
   * @throws dev.jacobian.shape.ShapeException if both are longer than the model can see
   */
  public int generate(
      String prompt, GenerationOptions options, long seed, Consumer<String> pieces) {
    List<long[]> prompts = List.of(tokenizer.encode(prompt));
    TextPieces text = new TextPieces(tokenizer, pieces);
    try (CallThreads.Call call = threads.begin()) {
      long[] tokens =
          model
              .generate(
                  prompts,
                  options,
                  new Generator(seed),
                  (row, token) -> {
                    // A model may know tokens that stand for no text, such as its end.
                    if (token < tokenizer.size()) {
                      text.add(token);
                    }
                  })
              .get(0);
      text.end();
      return tokens.length - prompts.get(0).length;
    }
  }

  /** Returns the number of tokens that the model knows as text. */
  public int vocabulary() {
    return tokenizer.size();
  }

  /** Returns the most tokens that the model sees; the one that it tells then is behind them. */
  public int maxLength() {
    return model.maxLength();
  }
}
