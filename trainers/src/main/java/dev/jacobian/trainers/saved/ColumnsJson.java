package dev.jacobian.trainers.saved;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.io.Json;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The feature columns of a model as JSON: a list of objects such as {@code {"name": "sex", "type":
 * "category", "categories": ["female", "male"], "unseen": "error", "encoding": "one_hot"}}.
 */
final class ColumnsJson {
  private ColumnsJson() {}

  static String write(TableEncoder encoder) {
    List<Map<String, Object>> columns = new ArrayList<>();
    for (int i = 0; i < encoder.schema().size(); i++) {
      columns.add(column(encoder.schema().features().get(i), encoder.encodings().get(i)));
    }
    return Json.text(columns);
  }

  private static Map<String, Object> column(Feature feature, ColumnEncoding encoding) {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("name", feature.name());
    column.put("type", feature.type().name());
    if (feature.type() instanceof CategoryType categories) {
      column.put("categories", categories.names());
      column.put("unseen", categories.unseen().name().toLowerCase(Locale.ROOT));
    }
    column.put("encoding", encoding.name());
    if (encoding instanceof ColumnEncoding.Embedding embedding) {
      column.put("dimension", embedding.dimension());
    }
    if (encoding instanceof ColumnEncoding.Parts parts) {
      column.put("parts", parts.parts().stream().map(DatePart::toString).toList());
    }
    return column;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param source for errors
   * @throws FileFormatException if it is something else
   */
  static TableEncoder read(String source, String json) {
    try {
      List<Feature> features = new ArrayList<>();
      List<ColumnEncoding> encodings = new ArrayList<>();
      for (Entry entry : Json.list(Entry.class, json)) {
        features.add(new Feature(entry.name, entry.columnType()));
        encodings.add(entry.columnEncoding());
      }
      return TableEncoder.of(new TableSchema(features), encodings);
    } catch (DataException e) {
      throw bad(source, e.problem(), e);
    } catch (IllegalArgumentException e) {
      throw bad(source, "it is no JSON list of columns", e);
    }
  }

  private static FileFormatException bad(String source, String problem, Exception cause) {
    return new FileFormatException(
        source + " cannot be used: " + problem, "what jacobian train wrote", null, cause);
  }

  private static <T> T required(Optional<T> value) {
    return value.orElseThrow(
        () -> new DataException("a column lacks a part", "name, type and encoding"));
  }

  private static <T extends Enum<T>> T constant(Class<T> type, String name) {
    for (T constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
        return constant;
      }
    }
    throw new DataException("there is no '" + name + "'", "what this version knows");
  }

  /** A column as it is written. */
  private record Entry(
      String name,
      String type,
      Optional<List<String>> categories,
      Optional<String> unseen,
      String encoding,
      Optional<Integer> dimension,
      Optional<List<String>> parts) {
    ColumnType columnType() {
      return switch (type) {
        case "number" -> ColumnType.number();
        case "boolean" -> ColumnType.bool();
        case "date" -> ColumnType.date();
        case "category" ->
            new CategoryType(
                required(categories), constant(CategoryType.Unseen.class, required(unseen)));
        default -> throw new DataException("the type '" + type + "'", "what this version knows");
      };
    }

    ColumnEncoding columnEncoding() {
      return switch (encoding) {
        case "plain" -> new ColumnEncoding.Plain();
        case "one_hot" -> new ColumnEncoding.OneHot();
        case "embedding" -> new ColumnEncoding.Embedding(required(dimension));
        case "parts" ->
            new ColumnEncoding.Parts(
                required(parts).stream().map(part -> constant(DatePart.class, part)).toList());
        default ->
            throw new DataException("the encoding '" + encoding + "'", "what this version knows");
      };
    }
  }
}
