package dev.jacobian.trainers.predict;

import dev.jacobian.data.text.Texts;
import dev.jacobian.shape.DataException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Predictions for texts: the lines of a file, or one text; with each, if that is asked for, it. */
public final class TextPrediction implements PredictionStream {
  private final TextPredictor predictor;
  private final Optional<String> name;
  private final List<String> texts;
  private final boolean keeps;

  private TextPrediction(
      TextPredictor predictor, Optional<String> name, List<String> texts, boolean keeps) {
    this.predictor = predictor;
    this.name = name;
    this.texts = texts;
    this.keeps = keeps;
  }

  /**
   * Takes one text.
   *
   * @param keeps whether it is copied beside its prediction
   */
  public static TextPrediction of(TextPredictor predictor, String text, boolean keeps) {
    return new TextPrediction(predictor, Optional.empty(), List.of(text), keeps);
  }

  /**
   * Reads the lines of a file, each of which is a text.
   *
   * @param keeps whether each is copied beside its prediction
   * @throws DataException if it cannot be read, or is not UTF-8
   */
  public static TextPrediction lines(TextPredictor predictor, Path file, boolean keeps) {
    return lines(predictor, file.toString(), Texts.whole(file), keeps);
  }

  private static TextPrediction lines(
      TextPredictor predictor, String name, String text, boolean keeps) {
    return new TextPrediction(predictor, Optional.of(name), text.lines().toList(), keeps);
  }

  /**
   * Reads the lines of a stream, in UTF-8.
   *
   * @param name for errors
   * @param keeps whether each is copied beside its prediction
   * @throws DataException if it cannot be read, or is not UTF-8
   */
  public static TextPrediction lines(
      TextPredictor predictor, String name, InputStream input, boolean keeps) {
    return lines(predictor, name, Texts.whole(name, input), keeps);
  }

  @Override
  public List<String> keptNames() {
    return keeps ? List.of(predictor.field()) : List.of();
  }

  @Override
  public TableForm form() {
    return TableForm.usual();
  }

  @Override
  public long forEach(Consumer<List<PredictedRow>> sink) {
    PendingRows pending = predictor.pending();
    for (int from = 0; from < texts.size(); from += pending.most()) {
      int to = Math.min(texts.size(), from + pending.most());
      for (int i = from; i < to; i++) {
        add(pending, i);
      }
      List<Prediction> predictions = pending.predict();
      List<PredictedRow> rows = new ArrayList<>();
      for (int i = from; i < to; i++) {
        rows.add(new PredictedRow(kept(texts.get(i)), predictions.get(i - from)));
      }
      sink.accept(rows);
    }
    return texts.size();
  }

  private void add(PendingRows pending, int row) {
    try {
      pending.add(Map.of(predictor.field(), texts.get(row)));
    } catch (DataException e) {
      throw name.isEmpty() ? e : e.at(name.get() + ", line " + (row + 1));
    }
  }

  private List<KeptValue> kept(String text) {
    return keeps ? List.of(new KeptValue(text, Optional.empty(), Optional.empty())) : List.of();
  }
}
