package dev.jacobian.models.onnx;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Translates the columns of a table to the model's inputs: each column an input of the graph by its
 * name, {@code [batch, 1]}.
 *
 * <p>A graph can refuse nothing. What would be an error, a missing value where nothing is filled in
 * or a category that is not known, becomes NaN, and so does what is predicted from it.
 */
final class ColumnsTranslator {
  private static final List<Extent> CELL = Extent.batch(Shape.of(1));

  private final GraphBuilder graph;
  private final TableEncoder columns;
  private final Optional<SimpleImputer> missing;
  private final ElementType numberType;

  /**
   * Starts with nothing.
   *
   * @param numberType of the columns that are numbers or truth values
   */
  ColumnsTranslator(
      GraphBuilder graph,
      TableEncoder columns,
      Optional<SimpleImputer> missing,
      ElementType numberType) {
    this.graph = graph;
    this.columns = columns;
    this.missing = missing;
    this.numberType = numberType;
  }

  /** Returns the graph's inputs. */
  List<OnnxValue> inputs() {
    return IntStream.range(0, columns.schema().size())
        .mapToObj(column -> new OnnxValue(feature(column).name(), type(column), CELL))
        .toList();
  }

  private ElementType type(int column) {
    ColumnEncoding encoding = columns.encodings().get(column);
    return encoding instanceof ColumnEncoding.Plain
        ? numberType
        : encoding instanceof ColumnEncoding.Parts ? ElementType.FLOAT64 : ElementType.STRING;
  }

  private Feature feature(int column) {
    return columns.schema().features().get(column);
  }

  /** Returns the encoded inputs, float64 {@code [batch, inputs]}. */
  String encoded() {
    List<String> parts = new ArrayList<>();
    IntStream.range(0, columns.schema().size())
        .boxed()
        .sorted((a, b) -> Integer.compare(columns.start(a), columns.start(b)))
        .forEach(column -> encode(column, parts));
    return graph.node("Concat", "columns", parts, new Attribute.Int("axis", 1));
  }

  private void encode(int column, List<String> to) {
    ColumnEncoding encoding = columns.encodings().get(column);
    String place = "columns." + feature(column).name();
    if (encoding instanceof ColumnEncoding.Plain) {
      to.add(number(column, place));
    } else if (encoding instanceof ColumnEncoding.Parts dates) {
      DateTranslator date = new DateTranslator(graph, place, number(column, place));
      for (DatePart part : dates.parts()) {
        to.add(date.part(part));
      }
    } else {
      CategoryType type = (CategoryType) feature(column).type();
      String number = category(column, type, place);
      to.add(
          encoding instanceof ColumnEncoding.OneHot
              ? oneHot(number, type.names().size(), place)
              : number);
    }
  }

  private String number(int column, String place) {
    String input = feature(column).name();
    String wide =
        type(column) == ElementType.FLOAT64 ? input : graph.cast(place, input, DType.FLOAT64);
    return missing
        .map(usual -> filled(graph, place, wide, graph.number(usual.values()[column])))
        .orElse(wide);
  }

  /** Returns a value with others in the place of NaN. */
  static String filled(GraphBuilder graph, String place, String value, String usual) {
    String isMissing = graph.node("IsNaN", place, List.of(value));
    return graph.node("Where", place, List.of(isMissing, usual, value));
  }

  /** Returns the number of the category of each text. */
  private String category(int column, CategoryType type, String place) {
    float absent = missing.map(usual -> (float) usual.values()[column]).orElse(Float.NaN);
    float unknown = type.unseen() == CategoryType.Unseen.UNKNOWN ? type.unknown() : Float.NaN;
    List<String> keys = new ArrayList<>(type.names());
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      values.add((float) i);
    }
    List<String> markers = new ArrayList<>(CsvFormat.defaults().missingMarkers());
    markers.add("");
    for (String marker : markers) {
      if (!keys.contains(marker)) {
        keys.add(marker);
        values.add(absent);
      }
    }
    String number =
        graph.node(
            "LabelEncoder",
            place,
            List.of(feature(column).name()),
            new Attribute.Texts("keys_strings", keys),
            new Attribute.Reals("values_floats", values),
            new Attribute.Real("default_float", unknown));
    return graph.cast(place, number, DType.FLOAT64);
  }

  private String oneHot(String number, int categories, String place) {
    double[] all = DoubleStream.iterate(0, i -> i + 1).limit(categories).toArray();
    String numbers = graph.tensor(place + ".numbers", Tensor.of(all, 1, categories));
    String isIt = graph.node("Equal", place, List.of(number, numbers));
    String isNone = graph.node("IsNaN", place, List.of(number));
    return graph.node(
        "Where",
        place,
        List.of(isNone, graph.number(Double.NaN), graph.cast(place, isIt, DType.FLOAT64)));
  }
}
