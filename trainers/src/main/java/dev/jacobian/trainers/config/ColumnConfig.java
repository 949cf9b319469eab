package dev.jacobian.trainers.config;

import dev.jacobian.data.CategoryType.Unseen;
import dev.jacobian.data.DatePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a configuration says of a feature column.
 *
 * @param kind what its cells are
 * @param encoding how categories become inputs, if it is said
 * @param unseen what is done about categories that the training rows do not have, if it is said
 * @param dimension the length of an embedding's vectors, if it is said
 * @param parts the parts of dates that become inputs; empty for those that vary
 * @param place where it stands
 */
public record ColumnConfig(
    ColumnKind kind,
    Optional<EncodingKind> encoding,
    Optional<Unseen> unseen,
    Optional<Integer> dimension,
    List<DatePart> parts,
    Place place) {
  private static final Key<ColumnKind> TYPE =
      Key.required(
          SectionType.TYPE, ValueType.choice(ColumnKind.class), "what the column's cells are");
  private static final Key<EncodingKind> ENCODING =
      Key.optional(
          "encoding",
          ValueType.choice(EncodingKind.class),
          "how the categories become inputs, if it is not data.categoryEncoding");
  private static final Key<Unseen> UNSEEN =
      Key.optional(
          "unseen",
          ValueType.choice(Unseen.class),
          "what to do about other categories, if it is not data.unseen");
  private static final Key<Integer> DIMENSION =
      Key.optional(
          "dimension",
          ValueType.integer(1, 10_000),
          "the length of an embedding's vectors; by default 1.6 n^0.56 for n categories");

  private static final Key<List<DatePart>> PARTS =
      Key.defaultsTo(
          List.of(),
          "parts",
          ValueType.listOf(
              ValueType.choice(DatePart.class),
              "a list out of "
                  + Arrays.stream(DatePart.values())
                      .map(DatePart::toString)
                      .collect(Collectors.joining(", "))),
          "the parts of a date that become inputs; by default those that vary, without day_of_year");

  static final SectionType<ColumnConfig> SECTION =
      new SectionType<>(
          List.of(TYPE, ENCODING, UNSEEN, DIMENSION, PARTS), true, ColumnConfig::read);

  private static ColumnConfig read(Section section) {
    ColumnConfig column =
        new ColumnConfig(
            section.get(TYPE),
            section.find(ENCODING),
            section.find(UNSEEN),
            section.find(DIMENSION),
            section.get(PARTS),
            section.place());
    if (column.kind != ColumnKind.CATEGORY) {
      for (Key<?> key : List.of(ENCODING, UNSEEN, DIMENSION)) {
        section.forbid(
            key,
            "the column is of type " + ValueType.spelling(column.kind) + ", not of categories");
      }
    }
    if (column.kind != ColumnKind.DATE) {
      section.forbid(
          PARTS, "the column is of type " + ValueType.spelling(column.kind) + ", no date");
    }
    return column;
  }

  /** Returns this as it is written, wherever it stands. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(List.of(ValueType.spelling(kind)));
    encoding.ifPresent(value -> all.add(ValueType.spelling(value)));
    unseen.ifPresent(value -> all.add("unseen " + ValueType.spelling(value)));
    dimension.ifPresent(value -> all.add("dimension " + value));
    if (!parts.isEmpty()) {
      all.add(parts.toString());
    }
    return String.join(" ", all);
  }
}
