package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
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

  /**
   * What a body may be, for errors.
   *
   * @param what it is: "the rows"
   * @param forms that it may have
   * @param single how several become one document
   */
  record Form(String what, String forms, String single) {}

  /**
   * Reads a body that is one document.
   *
   * @param form what it may be
   * @throws RequestException if it is no JSON, or goes beyond the bounds
   */
  static <T> T document(byte[] body, int length, Form form, Function<JsonParser, T> reading) {
    if (length == 0) {
      throw new RequestException(
          Answer.BAD_REQUEST, "an empty body", form.forms, "send " + form.what + " as the body");
    }
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body, 0, length)) {
      T read = reading.apply(json);
      if (json.nextToken() != null) {
        throw new RequestException(
            Answer.BAD_REQUEST,
            "more JSON after the end of "
                + form.what
                + ", at "
                + place(json.currentTokenLocation()),
            "one document",
            form.single);
      }
      return read;
    } catch (StreamConstraintsException e) {
      throw new RequestException(
          Answer.BAD_REQUEST, "JSON beyond bounds: " + reason(e), BOUNDS, null);
    } catch (JacksonException e) {
      throw new RequestException(
          Answer.BAD_REQUEST,
          "no JSON: " + reason(e) + ", at " + place(e.getLocation()),
          form.forms,
          null);
    }
  }

  private static String reason(JacksonException e) {
    return Brief.of(String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
  }

  private static String place(@Nullable TokenStreamLocation place) {
    return place == null
        ? "an unknown place"
        : "line " + place.getLineNr() + ", column " + place.getColumnNr();
  }

  /** Returns an object with one member, as a line of a stream. */
  static byte[] line(String name, Consumer<JsonGenerator> value) {
    return bytes(
        json -> {
          json.writeStartObject();
          json.writeName(name);
          value.accept(json);
          json.writeEndObject();
          json.writeRaw('\n');
        });
  }

  static byte[] bytes(Consumer<JsonGenerator> writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      writing.accept(json);
    }
    return bytes.toByteArray();
  }
}
