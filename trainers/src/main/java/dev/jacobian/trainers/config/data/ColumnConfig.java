package dev.jacobian.trainers.config.data;

import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.kind.ColumnKind;
import dev.jacobian.trainers.config.kind.EncodingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a configuration says of a feature column.
 *
 * @param type what the column's cells are
 * @param encoding how the categories become inputs, if it is not data.categoryEncoding
 * @param unseen what to do about other categories, if it is not data.unseen
 * @param dimension the length of an embedding's vectors; by default 1.6 n^0.56 for n categories
 * @param parts the parts of a date that become inputs; by default those that vary, without
 *     day_of_year
 * @param place where it stands
 */
public record ColumnConfig(
    @Option(required = true) ColumnKind type,
    @Option Optional<EncodingKind> encoding,
    @Option Optional<Unseen> unseen,
    @Option(min = 1, max = 10_000) Optional<Integer> dimension,
    @Option List<DatePart> parts,
    KeyPlace place) {
  private static final RecordKeys<ColumnConfig> KEYS =
      RecordKeys.of(
          new ColumnConfig(
              ColumnKind.NUMBER,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              KeyPlace.of("columns")),
          Map.of(
              "parts",
              ValueType.listOf(
                  ValueType.choice(DatePart.class),
                  "a list out of "
                      + Arrays.stream(DatePart.values())
                          .map(DatePart::toString)
                          .collect(Collectors.joining(", ")))));

  static final SectionType<ColumnConfig> SECTION =
      new SectionType<>(KEYS.keys(), true, section -> KEYS.read(section).checked(section));

  private ColumnConfig checked(Section section) {
    String kind = "the column is of type " + ValueType.spelling(type);
    if (type != ColumnKind.CATEGORY) {
      for (String key : List.of("encoding", "unseen", "dimension")) {
        section.forbid(KEYS.key(key), kind + ", not of categories");
      }
    }
    if (type != ColumnKind.DATE) {
      section.forbid(KEYS.key("parts"), kind + ", no date");
    }
    return new ColumnConfig(type, encoding, unseen, dimension, parts, section.place());
  }

  /** Returns this as it is written, wherever it stands. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(List.of(ValueType.spelling(type)));
    encoding.ifPresent(value -> all.add(ValueType.spelling(value)));
    unseen.ifPresent(value -> all.add("unseen " + ValueType.spelling(value)));
    dimension.ifPresent(value -> all.add("dimension " + value));
    if (!parts.isEmpty()) {
      all.add(parts.toString());
    }
    return String.join(" ", all);
  }
}
