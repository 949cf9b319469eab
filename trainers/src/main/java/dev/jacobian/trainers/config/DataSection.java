package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The section {@code data}, whose keys tell which kind of data is meant. */
final class DataSection {
  /** All kinds; a key that two of them have belongs to the first, in the words of errors. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(DataKind.IMAGES, List.of(ImageData.SOURCE), ImageData.KEYS, ImageData::read),
          new Kind(DataKind.TEXT, List.of(TextData.SOURCE), TextData.KEYS, TextData::read),
          new Kind(
              DataKind.TABLE,
              List.of(),
              Stream.of(TableOrigin.KEYS.keys(), TableData.KEYS)
                  .<Key<?>>flatMap(List::stream)
                  .toList(),
              TableData::read),
          new Kind(
              DataKind.LABELLED_TEXT,
              List.of(TextData.SOURCE, LabelledTextData.TARGET),
              Stream.of(TextData.KEYS, LabelledTextData.KEYS)
                  .<Key<?>>flatMap(List::stream)
                  .toList(),
              LabelledTextData::read));

  static final SectionType<DataConfig> SECTION =
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
   * @param keys others that it has
   */
  private record Kind(
      DataKind kind, List<Key<?>> names, List<Key<?>> keys, Function<Section, DataConfig> reader) {
    boolean isNamed(Section section) {
      return names.stream().allMatch(section::has);
    }

    Stream<Key<?>> all() {
      return Stream.concat(names.stream(), keys.stream());
    }

    boolean has(Key<?> key) {
      return all().anyMatch(own -> own.name().equals(key.name()));
    }
  }

  private static DataConfig read(Section section) {
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
