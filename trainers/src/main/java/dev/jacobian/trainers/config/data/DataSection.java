package dev.jacobian.trainers.config.data;

import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.kind.DataKind;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The section {@code data}, whose keys tell which kind of data is meant. */
public final class DataSection {
  /** All kinds; a key that two of them have belongs to the first, in the words of errors. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              DataKind.IMAGES, List.of(ImageData.SOURCE), false, ImageData.KEYS, ImageData::read),
          new Kind(DataKind.TEXT, List.of(TextData.SOURCE), false, TextData.KEYS, TextData::read),
          new Kind(
              DataKind.TABLE,
              List.of(),
              false,
              Stream.of(TableOrigin.KEYS.keys(), TableData.KEYS)
                  .<Key<?>>flatMap(List::stream)
                  .toList(),
              TableData::read),
          new Kind(
              DataKind.LABELLED_TEXT,
              List.of(TextData.SOURCE, LabelledTextData.TARGET),
              false,
              Stream.of(TextData.KEYS, LabelledTextData.KEYS)
                  .<Key<?>>flatMap(List::stream)
                  .toList(),
              LabelledTextData::lines),
          new Kind(
              DataKind.LABELLED_TEXT,
              List.of(LabelledTextData.FIELD),
              true,
              Stream.of(
                      TableOrigin.KEYS.keys(),
                      CsvFormatKeys.KEYS.keys(),
                      List.of(TableRows.TARGET, TableRows.GROUP, TableRows.KEYS.key("missing")),
                      TextData.KEYS,
                      LabelledTextData.KEYS)
                  .<Key<?>>flatMap(List::stream)
                  .toList(),
              LabelledTextData::table));

  public static final SectionType<DataConfig> SECTION =
      new SectionType<>(
          Stream.of(
                  TableOrigin.KEYS.keys(),
                  List.of(ImageData.SOURCE, TextData.SOURCE),
                  TableData.KEYS,
                  ImageData.KEYS,
                  TextData.KEYS,
                  LabelledTextData.KEYS,
                  SplitConfig.KEYS.keys())
              .<Key<?>>flatMap(List::stream)
              .toList(),
          false,
          DataSection::read);

  private DataSection() {}

  /**
   * A kind of data.
   *
   * @param names the keys that name it together; the more, the stronger
   * @param isTable whether a table has to be named beside them
   * @param keys others that it has
   */
  private record Kind(
      DataKind kind,
      List<Key<?>> names,
      boolean isTable,
      List<Key<?>> keys,
      Function<Section, DataConfig> reader) {
    boolean isNamed(Section section) {
      return names.stream().allMatch(section::has) && (!isTable || TableOrigin.isMeant(section));
    }

    Stream<Key<?>> all() {
      return Stream.concat(names.stream(), keys.stream());
    }

    boolean has(Key<?> key) {
      return all().anyMatch(own -> own.name().equals(key.name()));
    }
  }

  private static DataConfig read(Section section) {
    if (section.has(TextData.SOURCE) && TableOrigin.isMeant(section)) {
      throw new ConfigException(
          section.placeOf(TextData.SOURCE),
          "text names a file, and a table is named beside it",
          "one of the two",
          "for texts in a column of the table, set field: COLUMN in place of text");
    }
    Kind meant =
        KINDS.stream()
            .filter(kind -> kind.isNamed(section))
            .max(Comparator.comparingInt(kind -> kind.names.size()))
            .orElseThrow();
    for (Kind other : KINDS) {
      other
          .all()
          .filter(key -> !meant.has(key))
          .forEach(
              key ->
                  section.forbid(
                      key, "the key belongs to " + other.kind + ", the data are " + meant.kind));
    }
    return meant.reader.apply(section);
  }
}
