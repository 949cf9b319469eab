package dev.jacobian.trainers.config.data;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DateType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.MappingType;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.kind.ColumnKind;
import dev.jacobian.trainers.config.kind.EncodingKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the columns of a table are, and how they become inputs.
 *
 * @param columns what features are, where the start of the file does not tell: {sex: category,
 *     paid: boolean, sold: date}, or {town: {type: category, encoding: embedding}}
 * @param categoryEncoding how categories become inputs: an input for each, or vectors that an mlp
 *     learns
 * @param unseen what to do about a category that the training file does not have: stop, or take it
 *     for an unknown one, which is none of the others
 */
public record ColumnsConfig(
    @Option Map<String, ColumnConfig> columns,
    @Option EncodingKind categoryEncoding,
    @Option Unseen unseen) {
  static final Map<String, ValueType<?>> TYPES =
      Map.of(
          "columns",
          new MappingType<>(
              ColumnConfig.SECTION,
              "a mapping of column names to number, category, boolean or date, or to a mapping of"
                  + " type, encoding, unseen, dimension and parts"));

  static final RecordKeys<ColumnsConfig> KEYS = RecordKeys.of(defaults(), TYPES);

  /** Copies the map. */
  public ColumnsConfig {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** Returns what holds where a configuration says nothing. */
  public static ColumnsConfig defaults() {
    return new ColumnsConfig(Map.of(), EncodingKind.ONE_HOT, Unseen.ERROR);
  }

  /** Returns the type of a column of which something is said. */
  public Optional<ColumnType> type(String name) {
    return Optional.ofNullable(columns.get(name))
        .map(column -> type(column.type(), column.unseen()));
  }

  /** Returns a type that was found by itself, with the policy for categories. */
  public ColumnType guessed(ColumnType type) {
    return type instanceof CategoryType categories ? categories.withUnseen(unseen) : type;
  }

  private ColumnType type(ColumnKind kind, Optional<Unseen> own) {
    return kind.type(own.orElse(unseen));
  }

  /** Returns how a feature becomes inputs. */
  public ColumnEncoding encoding(Feature feature) {
    Optional<ColumnConfig> column = Optional.ofNullable(columns.get(feature.name()));
    if (feature.type() instanceof DateType) {
      return new ColumnEncoding.Parts(column.map(ColumnConfig::parts).orElse(List.of()));
    }
    if (!(feature.type() instanceof CategoryType categories)
        || column.flatMap(ColumnConfig::encoding).orElse(categoryEncoding)
            == EncodingKind.ONE_HOT) {
      return ColumnEncoding.usual(feature.type());
    }
    return new ColumnEncoding.Embedding(
        column
            .flatMap(ColumnConfig::dimension)
            .orElseGet(() -> ColumnEncoding.Embedding.usualDimension(categories.names().size())));
  }

  /**
   * Checks that a model can be given the inputs.
   *
   * @param place of the keys that say how categories become inputs
   */
  void requireFits(ModelKind model, Function<Key<?>, KeyPlace> place) {
    if (model == ModelKind.MLP) {
      return;
    }
    columns.forEach(
        (name, column) -> {
          if (column.encoding().filter(kind -> kind == EncodingKind.EMBEDDING).isPresent()) {
            throw noEmbedding(column.place(), model);
          }
        });
    if (categoryEncoding == EncodingKind.EMBEDDING) {
      throw noEmbedding(place.apply(KEYS.key("categoryEncoding")), model);
    }
  }

  private static ConfigException noEmbedding(KeyPlace place, ModelKind model) {
    return new ConfigException(
        place,
        "a " + ValueType.spelling(model) + " model learns no vectors for categories",
        "one_hot, or model: mlp");
  }

  /** Fails at a dimension of categories that are encoded otherwise. */
  void requireDimensions() {
    for (ColumnConfig column : columns.values()) {
      if (column.dimension().isPresent()
          && column.encoding().orElse(categoryEncoding) != EncodingKind.EMBEDDING) {
        throw new ConfigException(
            column.place(),
            "the dimension is that of an embedding, and the categories are encoded one_hot",
            "no dimension, or encoding: embedding");
      }
    }
  }

  /** Returns these with the names that a file gives its columns. */
  ColumnsConfig in(TableRows rows) {
    Map<String, ColumnConfig> named = new LinkedHashMap<>();
    columns.forEach((name, column) -> named.put(rows.column(name), column));
    return new ColumnsConfig(named, categoryEncoding, unseen);
  }
}
