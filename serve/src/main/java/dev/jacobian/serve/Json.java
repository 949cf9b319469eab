package dev.jacobian.serve;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** How JSON is read and written: strictly, within bounds, and with doubles that read back. */
final class Json {
  private static final int MOST_DEPTH = 16;
  private static final int LONGEST_TEXT = 10_000;
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_NUMBER = 500;

  /** What JSON may be, for errors. */
  static final String BOUNDS =
      "at most "
          + MOST_DEPTH
          + " levels, names of "
          + LONGEST_NAME
          + ", numbers of "
          + LONGEST_NUMBER
          + " and text of "
          + LONGEST_TEXT
          + " characters";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxStringLength(LONGEST_TEXT)
                  .maxNameLength(LONGEST_NAME)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private Json() {}

  static JsonParser parser(byte[] bytes, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, length);
  }

  static byte[] bytes(Consumer<JsonGenerator> writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      writing.accept(json);
    }
    return bytes.toByteArray();
  }
}
