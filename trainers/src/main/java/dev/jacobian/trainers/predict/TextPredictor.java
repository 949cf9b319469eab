package dev.jacobian.trainers.predict;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.saved.LabelledTextPreparation;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trained model that tells the class of a text, from any number of threads at once:
 *
 * <pre>{@code
 * TextPredictor predictor = TextPredictor.load(Path.of("runs/letters"));
 * String kind = predictor.predict("When will it arrive?").label().orElseThrow();
 * }</pre>
 *
 * The vocabulary, the classes and the longest length are saved with the weights. Words that it does
 * not know are unknown ones, and a text that is longer ends there.
 */
public final class TextPredictor {
  private final LabelledTextPreparation preparation;
  private final ModelCalls calls;

  private TextPredictor(LabelledTextPreparation preparation, ModelCalls calls) {
    this.preparation = preparation;
    this.calls = calls;
  }

  /**
   * Loads a model that {@code jacobian train} wrote, to compute on the CPU.
   *
   * @param place the weights file, or the folder of the run that wrote it
   * @throws dev.jacobian.shape.FileFormatException if it is another kind of file
   * @throws dev.jacobian.shape.OptionException if the model is given no texts with classes
   */
  public static TextPredictor load(Path place) {
    try (MemoryScope scope = MemoryScope.open()) {
      SavedModel saved = SavedModel.read(place);
      return of(saved, saved.load(Device.cpu()), Device.cpu());
    }
  }

  /**
   * Returns a predictor of a model that is in memory.
   *
   * @param model with its weights, in evaluation mode, on {@code device}
   * @throws dev.jacobian.shape.OptionException if the model is given no texts with classes
   */
  public static TextPredictor of(SavedModel saved, Module model, Device device) {
    LabelledTextPreparation preparation = saved.preparation().labelledText();
    return new TextPredictor(preparation, new ModelCalls(preparation, model, device));
  }

  /** Returns the names of the classes, in the order of their probabilities. */
  public List<String> classNames() {
    return preparation.classNames();
  }

  /** Returns the name of a text in a file of JSON lines. */
  public String field() {
    return preparation.form().field();
  }

  /** Returns the number of tokens that the model knows, padding and the unknown one among them. */
  public int vocabulary() {
    return preparation.vocabulary().size();
  }

  /** Returns the most tokens of a text that the model is given. */
  public int maxLength() {
    return preparation.form().maxLength();
  }

  /**
   * Predicts a text.
   *
   * @throws DataException if it has no token: it is empty, or has only spaces
   */
  public Prediction predict(String text) {
    return predictTokens(List.of(preparation.tokens(text))).get(0);
  }

  /**
   * Predicts texts. A text gets the same alone, to rounding.
   *
   * @return a prediction for each, in their order
   * @throws DataException if one has no token; the message has its place, from 0
   */
  public List<Prediction> predict(List<String> texts) {
    List<long[]> tokens = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      try {
        tokens.add(preparation.tokens(texts.get(i)));
      } catch (DataException e) {
        throw e.at("text " + i);
      }
    }
    return predictTokens(tokens);
  }

  /** Returns texts that are read one by one. */
  PendingRows pending() {
    List<long[]> tokens = new ArrayList<>();
    return new PendingRows() {
      @Override
      public void add(Map<String, @Nullable Object> values) {
        Object value = values.get(field());
        String named = "'" + Brief.of(field()) + "'";
        if (!values.containsKey(field())) {
          throw new DataException(
              "no " + named + ", but " + Brief.of(values.keySet()),
              "the text of the line under this name");
        }
        if (!(value instanceof String text)) {
          throw new DataException(
              named + " is " + Brief.of(String.valueOf(value)), "a text in quotes");
        }
        tokens.add(preparation.tokens(text));
      }

      @Override
      public int most() {
        return TextPredictor.this.most();
      }

      @Override
      public List<Prediction> predict() {
        List<Prediction> predictions = predictTokens(tokens);
        tokens.clear();
        return predictions;
      }
    };
  }

  /** Returns how many texts are computed at once. */
  int most() {
    return Scoring.rowsAtOnce(preparation);
  }

  private List<Prediction> predictTokens(List<long[]> tokens) {
    List<Prediction> predictions = new ArrayList<>(tokens.size());
    for (int from = 0; from < tokens.size(); from += most()) {
      List<long[]> part = tokens.subList(from, Math.min(tokens.size(), from + most()));
      try (MemoryScope scope = MemoryScope.open()) {
        predictions.addAll(calls.predictAll(() -> preparation.inputs(part)));
      }
    }
    return predictions;
  }
}
