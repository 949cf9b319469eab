package dev.jacobian.trainers.predict;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.data.table.TextStream;
import dev.jacobian.data.text.Texts;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.data.TableOrigin;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Predictions for texts: one, the lines of a file, or a column of a table; with each, if that is
 * asked for, what stands beside it.
 */
public final class TextPrediction implements PredictionStream {
  private final TextPredictor predictor;
  private final List<String> keptNames;
  private final TableForm form;
  private final Reading reading;

  /**
   * A text.
   *
   * @param place what errors call it; empty for the only one
   * @param kept what is copied beside its prediction
   */
  private record Text(String place, String text, List<KeptValue> kept) {}

  /** Reads all texts. */
  @FunctionalInterface
  private interface Reading {
    void forEach(Consumer<Text> sink);
  }

  private TextPrediction(
      TextPredictor predictor, List<String> keptNames, TableForm form, Reading reading) {
    this.predictor = predictor;
    this.keptNames = keptNames;
    this.form = form;
    this.reading = reading;
  }

  /**
   * Takes one text.
   *
   * @param keeps whether it is copied beside its prediction
   */
  public static TextPrediction of(TextPredictor predictor, String text, boolean keeps) {
    return lines(predictor, keeps, sink -> sink.accept(new Text("", text, kept(text, keeps))));
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

  private static TextPrediction lines(
      TextPredictor predictor, String name, String all, boolean keeps) {
    return lines(
        predictor,
        keeps,
        sink -> {
          int line = 0;
          for (String text : (Iterable<String>) all.lines()::iterator) {
            sink.accept(new Text(name + ", line " + ++line, text, kept(text, keeps)));
          }
        });
  }

  private static TextPrediction lines(TextPredictor predictor, boolean keeps, Reading reading) {
    List<String> names = keeps ? List.of(predictor.field()) : List.of();
    return new TextPrediction(predictor, names, TableForm.usual(), reading);
  }

  private static List<KeptValue> kept(String text, boolean keeps) {
    return keeps ? List.of(new KeptValue(text, Optional.empty(), Optional.empty())) : List.of();
  }

  /**
   * Opens a table that has the texts in the column that those of the training had, and is written
   * as theirs was.
   *
   * @param kept columns of the table that are copied in front of the predictions
   * @throws DataException if the table cannot be read or lacks a column
   */
  public static TextPrediction table(
      SavedModel saved, TextPredictor predictor, CsvInput input, KeptColumns kept) {
    TextStream stream = saved.openTexts(input, kept);
    CsvFormat format = saved.requireConfig().texts().csv();
    TableForm usual = TableForm.usual();
    TableForm form =
        new TableForm(
            format.header(),
            stream.delimiter().orElse(usual.delimiter()),
            stream.lineEnd().orElse(usual.lineEnd()),
            format.decimal());
    return new TextPrediction(predictor, stream.keptNames(), form, rows(stream));
  }

  /**
   * Opens a Parquet or Arrow file that has the texts in the column that those of the training had.
   *
   * @throws dev.jacobian.shape.FileFormatException if the file cannot be read
   * @throws OptionException if it is neither
   */
  public static TextPrediction table(SavedModel saved, TextPredictor predictor, Path file) {
    TableSource source = TableOrigin.of(file).requireSource();
    return new TextPrediction(
        predictor, List.of(), TableForm.usual(), rows(saved.openTexts(source)));
  }

  private static Reading rows(TextStream stream) {
    return sink -> {
      long[] row = {0};
      stream.forEach(
          part ->
              part.forEach(
                  each -> {
                    String place = stream.name() + ", row " + ++row[0];
                    List<KeptValue> kept = each.kept().stream().map(KeptValue::ofCell).toList();
                    sink.accept(new Text(place, each.cells().get(0), kept));
                  }));
    };
  }

  @Override
  public List<String> keptNames() {
    return keptNames;
  }

  @Override
  public TableForm form() {
    return form;
  }

  @Override
  public long forEach(Consumer<List<PredictedRow>> sink) {
    Batches batches = new Batches(predictor, sink);
    try {
      reading.forEach(batches::add);
    } catch (DataException e) {
      // The texts before one that cannot be used are given too.
      batches.flush();
      throw e;
    }
    batches.flush();
    return batches.count;
  }

  /** Predicts some texts at a time. */
  private static final class Batches {
    private final String field;
    private final PendingRows pending;
    private final Consumer<List<PredictedRow>> sink;
    private final List<List<KeptValue>> kept = new ArrayList<>();
    private long count;

    Batches(TextPredictor predictor, Consumer<List<PredictedRow>> sink) {
      this.field = predictor.field();
      this.pending = predictor.pending();
      this.sink = sink;
    }

    void add(Text text) {
      try {
        pending.add(Map.of(field, text.text()));
      } catch (DataException e) {
        throw text.place().isEmpty() ? e : e.at(text.place());
      }
      kept.add(text.kept());
      if (kept.size() == pending.most()) {
        flush();
      }
    }

    void flush() {
      if (kept.isEmpty()) {
        return;
      }
      List<Prediction> predictions = pending.predict();
      List<PredictedRow> rows = new ArrayList<>(predictions.size());
      for (int i = 0; i < predictions.size(); i++) {
        rows.add(new PredictedRow(kept.get(i), predictions.get(i)));
      }
      count += rows.size();
      kept.clear();
      sink.accept(rows);
    }
  }
}
