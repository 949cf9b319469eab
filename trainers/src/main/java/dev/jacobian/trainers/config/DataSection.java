package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.SectionType;
import java.util.List;
import java.util.stream.Stream;

/** The section {@code data}, whose keys tell which kind of data is meant. */
final class DataSection {
  static final SectionType<DataConfig> SECTION =
      new SectionType<>(
          Stream.of(
                  TableOrigin.KEYS.keys(),
                  List.<Key<?>>of(ImageData.SOURCE),
                  TableData.KEYS,
                  ImageData.KEYS,
                  SplitConfig.KEYS.keys())
              .<Key<?>>flatMap(List::stream)
              .toList(),
          false,
          DataSection::read);

  private DataSection() {}

  private static DataConfig read(Section section) {
    boolean isImages = section.has(ImageData.SOURCE);
    for (Key<?> key : ImageData.KEYS) {
      if (!isImages) {
        section.forbid(key, "the key belongs to images, and data.images names none");
      }
    }
    if (!isImages) {
      return TableData.read(section);
    }
    Stream.of(TableOrigin.KEYS.keys(), TableData.KEYS)
        .flatMap(List::stream)
        .forEach(
            key -> section.forbid(key, "the key belongs to rows of a table, the data are images"));
    return ImageData.read(section);
  }
}
