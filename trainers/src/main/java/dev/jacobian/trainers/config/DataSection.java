package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The section {@code data}, whose keys tell which kind of data is meant. */
final class DataSection {
  private static final Kind TABLE =
      new Kind(
          DataKind.TABLE,
          Stream.of(TableOrigin.KEYS.keys(), TableData.KEYS).<Key<?>>flatMap(List::stream).toList(),
          TableData::read);

  /** Those that one key names. */
  private static final Map<Key<?>, Kind> NAMED = named();

  static final SectionType<DataConfig> SECTION =
      new SectionType<>(
          Stream.of(
                  TableOrigin.KEYS.keys(),
                  List.copyOf(NAMED.keySet()),
                  TableData.KEYS,
                  ImageData.KEYS,
                  TextData.KEYS,
                  SplitConfig.KEYS.keys())
              .<Key<?>>flatMap(List::stream)
              .toList(),
          false,
          DataSection::read);

  private DataSection() {}

  /**
   * A kind of data.
   *
   * @param keys that only it has, beside the one that names it
   */
  private record Kind(DataKind kind, List<Key<?>> keys, Function<Section, DataConfig> reader) {}

  private static Map<Key<?>, Kind> named() {
    Map<Key<?>, Kind> kinds = new LinkedHashMap<>();
    kinds.put(ImageData.SOURCE, new Kind(DataKind.IMAGES, ImageData.KEYS, ImageData::read));
    kinds.put(TextData.SOURCE, new Kind(DataKind.TEXT, TextData.KEYS, TextData::read));
    return kinds;
  }

  private static DataConfig read(Section section) {
    Kind meant =
        NAMED.entrySet().stream()
            .filter(named -> section.has(named.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(TABLE);
    NAMED.forEach(
        (source, other) -> {
          if (other.kind != meant.kind) {
            forbid(section, Stream.concat(Stream.of(source), other.keys.stream()), other, meant);
          }
        });
    if (meant.kind != TABLE.kind) {
      forbid(section, TABLE.keys.stream(), TABLE, meant);
    }
    return meant.reader.apply(section);
  }

  private static void forbid(Section section, Stream<Key<?>> keys, Kind other, Kind meant) {
    keys.forEach(
        key ->
            section.forbid(
                key, "the key belongs to " + other.kind + ", the data are " + meant.kind));
  }
}
