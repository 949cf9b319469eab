package dev.jacobian.io;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of a safetensors header token by token: what is not expected is refused where it
 * stands, so depth and kind of hostile JSON do not matter. Checks each tensor by itself; how they
 * lie together is checked by {@link HeaderReader}.
 */
final class HeaderParser {
  /** As NumPy's arrays have, and more than any kernel is for. */
  private static final int MOST_AXES = 64;

  private static final int MOST_NAME_CHARACTERS = 1 << 20;

  // Texts may be as long as the header, whose length has been checked. Names come from a file, so
  // they are not put into the parser's shared tables.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(MOST_NAME_CHARACTERS)
                  .maxStringLength(SafeTensorsHeader.MAX_BYTES)
                  .build())
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();

  private final String where;
  private final JsonParser json;

  private HeaderParser(String where, JsonParser json) {
    this.where = where;
    this.json = json;
  }

  /**
   * Parses a header.
   *
   * @param where the file, for errors
   */
  static SafeTensorsHeader parse(String where, byte[] header) {
    if (header.length == 0 || header[0] != '{') {
      throw new FileFormatException(
          where
              + (header.length == 0
                  ? ": the header is empty"
                  : ": the header starts with byte " + (header[0] & 0xFF)),
          "a JSON object, which starts with '{'");
    }
    // A new decoder reports malformed input; the other ways to decode replace it. A header's text
    // as a whole would take twice its bytes, and the file may be hostile.
    Reader text =
        new InputStreamReader(
            new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return new HeaderParser(where, json).header();
    } catch (JacksonException e) {
      throw notJson(where, e);
    }
  }

  private static FileFormatException notJson(String where, JacksonException e) {
    if (e.getCause() instanceof CharacterCodingException) {
      return new FileFormatException(where + ": the header is not UTF-8", "valid UTF-8", null, e);
    }
    TokenStreamLocation location = e.getLocation();
    return new FileFormatException(
        where
            + ": the header is not valid JSON: "
            + Brief.part(Json.reason(e))
            + (location == null ? "" : " at character " + location.getCharOffset()),
        "a JSON object",
        null,
        e);
  }

  /** Returns how errors name a tensor of a file. */
  static String tensor(String where, String name) {
    return where + ", tensor '" + Brief.of(name) + "'";
  }

  private SafeTensorsHeader header() {
    Map<String, String> metadata = Map.of();
    List<SafeTensorsHeader.Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    expect(json.nextToken(), JsonToken.START_OBJECT, where + ": the header");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = name(names, where + ": the header");
      if (name.equals(SafeTensorsHeader.METADATA)) {
        metadata = metadata();
      } else {
        entries.add(entry(name));
      }
    }
    JsonToken behind = json.nextToken();
    if (behind != null) {
      throw new FileFormatException(
          where + ": " + describe(behind) + " follows the header's object",
          "only spaces behind it");
    }
    return new SafeTensorsHeader(entries, metadata);
  }

  private Map<String, String> metadata() {
    String what = where + ": " + SafeTensorsHeader.METADATA;
    Map<String, String> metadata = new LinkedHashMap<>();
    expect(json.nextToken(), JsonToken.START_OBJECT, what);
    Set<String> names = new HashSet<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = name(names, what);
      metadata.put(name, string(what + " '" + Brief.of(name) + "'"));
    }
    return metadata;
  }

  private SafeTensorsHeader.Entry entry(String name) {
    String what = tensor(where, name);
    String code = null;
    long[] dims = null;
    long[] offsets = null;
    expect(json.nextToken(), JsonToken.START_OBJECT, what);
    Set<String> keys = new HashSet<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = name(keys, what);
      switch (key) {
        case "dtype" -> code = string(what + ": dtype");
        case "shape" -> dims = numbers(what + ": shape");
        case "data_offsets" -> offsets = numbers(what + ": data_offsets");
        default ->
            throw new FileFormatException(
                what + " has the unknown key '" + Brief.of(key) + "'",
                "dtype, shape and data_offsets");
      }
    }
    if (code == null || dims == null || offsets == null) {
      String missing = code == null ? "dtype" : dims == null ? "shape" : "data_offsets";
      throw new FileFormatException(what + " has no " + missing, "dtype, shape and data_offsets");
    }
    ElementType type = ElementType.parse(what, code);
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new FileFormatException(
          what + ": data_offsets are " + Brief.of(offsets),
          "two numbers, begin and end, the first not above the second");
    }
    Shape shape = shape(what, dims);
    long bytes = type.byteSize(what, shape);
    if (offsets[1] - offsets[0] != bytes) {
      throw new FileFormatException(
          what
              + ": data_offsets "
              + Brief.of(offsets)
              + " hold "
              + (offsets[1] - offsets[0])
              + " bytes",
          bytes + " bytes, as " + type + shape + " takes");
    }
    return new SafeTensorsHeader.Entry(name, type, shape, offsets[0], offsets[1]);
  }

  private static Shape shape(String what, long[] dims) {
    try {
      return Shape.of(dims);
    } catch (ShapeException e) {
      throw new FileFormatException(
          what + ": shape " + Brief.of(dims) + " overflows the number of elements",
          "fewer than 2^63 elements",
          null,
          e);
    }
  }

  /**
   * Returns the name of the present member, once. The parser has refused halves of surrogate pairs
   * in it.
   */
  private String name(Set<String> before, String what) {
    String name = json.currentName();
    if (!before.add(name)) {
      throw new FileFormatException(
          what + " has the key '" + Brief.of(name) + "' twice", "each key once");
    }
    return name;
  }

  private String string(String what) {
    expect(json.nextToken(), JsonToken.VALUE_STRING, what);
    String text = json.getString();
    // In texts, unlike in names, the parser lets halves of surrogate pairs pass.
    if (!SafeTensorsHeader.isUnicode(text)) {
      throw new FileFormatException(what + " has half of a surrogate pair", "valid Unicode");
    }
    return text;
  }

  private long[] numbers(String what) {
    expect(json.nextToken(), JsonToken.START_ARRAY, what);
    long[] numbers = new long[4];
    int count = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      expect(token, JsonToken.VALUE_NUMBER_INT, what);
      BigInteger number = json.getBigIntegerValue();
      if (number.signum() < 0 || number.bitLength() >= Long.SIZE) {
        throw new FileFormatException(
            what + " has the number " + Brief.of(number.toString()),
            "whole numbers from 0 to 2^63 - 1");
      }
      if (count == MOST_AXES) {
        throw new FileFormatException(
            what + " has more than " + MOST_AXES + " numbers", "at most " + MOST_AXES + " axes");
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number.longValue();
    }
    return Arrays.copyOf(numbers, count);
  }

  private static void expect(@Nullable JsonToken token, JsonToken expected, String what) {
    if (token != expected) {
      throw new FileFormatException(what + " is or has " + describe(token), describe(expected));
    }
  }

  private static String describe(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> token.name();
    };
  }
}
