package dev.jacobian.data.prepare;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.DateType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.NumberType;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Turns the raw numbers of a table's columns into the inputs of a model: numbers and truth values
 * as they are, categories one-hot, dates by their parts, in the order of the columns; behind all
 * these the categories that a model looks up by their number. Immutable. Scikit-learn equivalent:
 * {@code ColumnTransformer}.
 */
public final class TableEncoder {
  private static final int CHUNK_ROWS = 4096;

  private final TableSchema schema;
  private final List<ColumnEncoding> encodings;
  private final int[] starts;
  private final List<String> inputNames;
  private final List<Lookup> lookups = new ArrayList<>();
  private final boolean isPlain;

  /**
   * An input that is the number of a category, for a model that looks it up.
   *
   * @param name of the column
   * @param input its place among the inputs
   * @param rows how many numbers there are, with that of unknown categories if these are allowed,
   *     which is then the last
   * @param hasUnknown whether they are allowed
   * @param dimension the length of a vector
   */
  public record Lookup(String name, int input, int rows, boolean hasUnknown, int dimension) {}

  private TableEncoder(TableSchema schema, List<ColumnEncoding> encodings) {
    this.schema = schema;
    this.encodings = List.copyOf(encodings);
    this.starts = new int[encodings.size()];
    this.isPlain = encodings.stream().allMatch(ColumnEncoding.Plain.class::isInstance);
    List<String> names = new ArrayList<>();
    for (boolean isLookup : new boolean[] {false, true}) {
      for (int i = 0; i < starts.length; i++) {
        if (encodings.get(i) instanceof ColumnEncoding.Embedding == isLookup) {
          starts[i] = names.size();
          names.addAll(encodings.get(i).inputNames(schema.features().get(i)));
        }
      }
    }
    this.inputNames = List.copyOf(names);
    for (int i = 0; i < starts.length; i++) {
      if (encodings.get(i) instanceof ColumnEncoding.Embedding embedding) {
        lookups.add(lookup(schema.features().get(i), starts[i], embedding.dimension()));
      }
    }
  }

  private static Lookup lookup(Feature feature, int input, int dimension) {
    CategoryType type = (CategoryType) feature.type();
    boolean hasUnknown = type.unseen() == CategoryType.Unseen.UNKNOWN;
    return new Lookup(
        feature.name(), input, type.names().size() + (hasUnknown ? 1 : 0), hasUnknown, dimension);
  }

  /** Returns the encoder that leaves columns of numbers as they are. */
  public static TableEncoder numbers(List<String> names) {
    return of(
        TableSchema.numbers(names), names.stream().map(n -> usual(ColumnType.number())).toList());
  }

  private static ColumnEncoding usual(ColumnType type) {
    return ColumnEncoding.usual(type);
  }

  /**
   * Makes an encoder that is fitted already.
   *
   * @param encodings one for each column
   * @throws DataException if one does not fit its column's type, or a column would give no input
   */
  public static TableEncoder of(TableSchema schema, List<ColumnEncoding> encodings) {
    if (encodings.size() != schema.size()) {
      throw new DataException(
          encodings.size() + " encodings for " + schema.size() + " columns", "one for each column");
    }
    for (int i = 0; i < encodings.size(); i++) {
      Feature feature = schema.features().get(i);
      if (!encodings.get(i).fits(feature.type())) {
        throw new DataException(
            "the feature '"
                + feature.name()
                + "' of type "
                + feature.type().name()
                + " encoded as "
                + encodings.get(i).name(),
            usual(feature.type()).name()
                + (feature.type() instanceof CategoryType ? " or embedding" : ""));
      }
      if (encodings.get(i).inputNames(feature).isEmpty()) {
        throw new DataException(
            "the feature '" + feature.name() + "' gives no input", "categories, or parts of dates");
      }
    }
    return new TableEncoder(schema, encodings);
  }

  /**
   * Makes an encoder, and chooses the parts of dates that vary in the rows; not the day of the
   * year, which month and day say nearly, so that a linear model could not tell the three apart.
   *
   * @param encodings one for each column; parts that are given stay
   * @param rows raw; they are read only if there are parts to choose
   * @throws DataException as {@link #of} does
   */
  public static TableEncoder fit(TableSchema schema, List<ColumnEncoding> encodings, Dataset rows) {
    List<ColumnEncoding> fitted = new ArrayList<>(encodings);
    for (int i = 0; i < fitted.size(); i++) {
      if (fitted.get(i) instanceof ColumnEncoding.Parts open && open.parts().isEmpty()) {
        fitted.set(i, new ColumnEncoding.Parts(varying(rows, i, schema.size())));
      }
    }
    return of(schema, fitted);
  }

  private static List<DatePart> varying(Dataset rows, int column, int columns) {
    DatePart[] parts = DatePart.values();
    int[] first = new int[parts.length];
    boolean[] varies = new boolean[parts.length];
    boolean isFirst = true;
    for (long start = 0; start < rows.size(); start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        long[] indices =
            LongStream.range(start, Math.min(rows.size(), start + CHUNK_ROWS)).toArray();
        double[] raw = rows.gather(indices).inputs().toDoubleArray();
        for (int row = 0; row < indices.length; row++) {
          double value = raw[row * columns + column];
          if (Double.isNaN(value)) {
            continue;
          }
          LocalDateTime date = DateType.dateTime(value);
          for (int i = 0; i < parts.length; i++) {
            int part = parts[i].of(date);
            first[i] = isFirst ? part : first[i];
            varies[i] |= part != first[i];
          }
          isFirst = false;
        }
      }
    }
    List<DatePart> chosen = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (varies[i] && parts[i] != DatePart.DAY_OF_YEAR) {
        chosen.add(parts[i]);
      }
    }
    return chosen.isEmpty() ? List.of(DatePart.YEAR) : chosen;
  }

  /** Returns the columns that are encoded. */
  public TableSchema schema() {
    return schema;
  }

  /** Returns the encoding of each column. */
  public List<ColumnEncoding> encodings() {
    return encodings;
  }

  /** Returns the names of the inputs, in order: {@code age}, {@code sex=male} ... */
  public List<String> inputNames() {
    return inputNames;
  }

  /** Returns the place of the first input of a column; its others follow. */
  public int start(int column) {
    return starts[column];
  }

  /** Returns the inputs that a model looks up, which are the last ones. */
  public List<Lookup> lookups() {
    return List.copyOf(lookups);
  }

  /**
   * Returns for each input whether it is a quantity, which may be shifted and scaled: of numbers
   * and dates, not of truth values and categories.
   */
  public boolean[] quantities() {
    boolean[] are = new boolean[inputNames.size()];
    for (int i = 0; i < starts.length; i++) {
      Feature feature = schema.features().get(i);
      if (feature.type() instanceof NumberType || feature.type() instanceof DateType) {
        Arrays.fill(are, starts[i], starts[i] + encodings.get(i).inputNames(feature).size(), true);
      }
    }
    return are;
  }

  /** Returns whether inputs are the raw numbers themselves. */
  public boolean isPlain() {
    return isPlain;
  }

  /**
   * Returns the inputs.
   *
   * @param raw floating point {@code [n, columns]}
   * @return {@code raw} itself if all columns are plain, else float64 {@code [n, inputs]} on the
   *     CPU
   * @throws DataException if a value is missing, except of a plain column, where it stays NaN
   */
  public Tensor encode(Tensor raw) {
    if (raw.shape().rank() != 2 || raw.size(1) != starts.length) {
      throw new ShapeException("encoder: values " + raw.shape(), "[n, " + starts.length + "]");
    }
    if (isPlain) {
      return raw;
    }
    double[] from = raw.toDoubleArray();
    int rows = Math.toIntExact(raw.size(0));
    int width = inputNames.size();
    double[] to = new double[Math.multiplyExact(rows, width)];
    for (int column = 0; column < starts.length; column++) {
      encode(column, from, rows, to, width);
    }
    return Tensor.of(to, rows, width);
  }

  private void encode(int column, double[] from, int rows, double[] to, int width) {
    Feature feature = schema.features().get(column);
    ColumnEncoding encoding = encodings.get(column);
    boolean isPlainColumn = encoding instanceof ColumnEncoding.Plain;
    int inputs = encoding.inputNames(feature).size();
    for (int row = 0; row < rows; row++) {
      double raw = from[row * starts.length + column];
      if (Double.isNaN(raw) && !isPlainColumn) {
        throw feature.missing();
      }
      encoding.put(raw, to, row * width + starts[column], inputs);
    }
  }
}
