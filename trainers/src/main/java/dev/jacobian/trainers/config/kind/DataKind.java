package dev.jacobian.trainers.config.kind;

import dev.jacobian.shape.Fix;

/** What a model is given, in words for errors. */
public enum DataKind {
  /** Rows of a table, or of arrays. */
  TABLE("rows of a table", "data.csv or another table", "Predictor", "predict MODEL --input TABLE"),
  /** Images of classes. */
  IMAGES("images", "data.images", "ImagePredictor", "predict MODEL --input FOLDER"),
  /** Text. */
  TEXT("text", "data.text", "TextGenerator", "generate MODEL --prompt TEXT"),
  /** Texts with a class each. */
  LABELLED_TEXT(
      "texts with classes",
      "data.text with data.target, or a table with data.field",
      "TextPredictor",
      "predict MODEL --input FILE, or --text TEXT");

  private final String what;
  private final String key;
  private final String predictor;
  private final String command;

  DataKind(String what, String key, String predictor, String command) {
    this.what = what;
    this.key = key;
    this.predictor = predictor;
    this.command = command;
  }

  /** Returns how a model is used that is given such data. */
  public Fix use() {
    return Fix.of("use " + predictor, "use jacobian " + command);
  }

  /** Returns the key of a configuration that names such data. */
  public String key() {
    return key;
  }

  /** Returns what they are: "images". */
  @Override
  public String toString() {
    return what;
  }
}
