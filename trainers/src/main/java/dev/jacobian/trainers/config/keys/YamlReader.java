package dev.jacobian.trainers.config.keys;

import dev.jacobian.trainers.config.keys.YamlNode.Entry;
import dev.jacobian.trainers.config.keys.YamlNode.Mapping;
import dev.jacobian.trainers.config.keys.YamlNode.Scalar;
import dev.jacobian.trainers.config.keys.YamlNode.Sequence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML text into nodes with positions. One document, no anchors, no key twice. */
public final class YamlReader {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+");
  private static final Pattern PROBLEM = Pattern.compile("line (\\d{1,9}), column (\\d{1,9})");

  /** Longer ones are text: the time to read a whole number grows with the square of its digits. */
  private static final int MOST_DIGITS = 1000;

  private final JsonParser parser;
  private final boolean hasLines;

  private YamlReader(JsonParser parser, boolean hasLines) {
    this.parser = parser;
    this.hasLines = hasLines;
  }

  /**
   * Returns the document in {@code text}.
   *
   * @param source how errors name it
   * @throws ConfigException if the text is not YAML
   */
  public static YamlNode read(String source, String text) {
    return read(KeyPlace.of(source), text, true);
  }

  /**
   * Returns a value that stands by itself, as on a command line; all of it is at one place.
   *
   * @throws ConfigException if the text is not YAML
   */
  static YamlNode readValue(KeyPlace place, String text) {
    return read(place, text, false);
  }

  private static YamlNode read(KeyPlace top, String text, boolean hasLines) {
    try (JsonParser parser = factory(text).createParser(ObjectReadContext.empty(), text)) {
      YamlReader reader = new YamlReader(parser, hasLines);
      JsonToken first = parser.nextToken();
      if (first == null) {
        return new Scalar(hasLines ? top.at(1, 1) : top, null, "");
      }
      YamlNode document = reader.node(top, first);
      if (parser.nextToken() != null) {
        throw new ConfigException(
            reader.here(top),
            "a second document starts here",
            "one document in the file",
            "remove the line ---");
      }
      return document;
    } catch (JacksonException e) {
      throw notYaml(top, e, hasLines);
    }
  }

  /**
   * Returns a factory whose parser takes the text as a whole. Its usual buffer of a thousand
   * characters is copied for each thousand characters of a comment or a value.
   */
  private static YAMLFactory factory(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setBufferSize(Math.max(1024, text.length() + 1))
            .setAllowDuplicateKeys(true) // which are refused here, with both places
            .build();
    return YAMLFactory.builder().loadSettings(settings).build();
  }

  private YamlNode node(KeyPlace parent, @Nullable JsonToken token) {
    KeyPlace place = here(parent);
    rejectAliases(place);
    if (token == JsonToken.START_OBJECT) {
      return mapping(place);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(place);
    }
    Object value = scalar(token);
    return new Scalar(place, value, value == null ? "" : parser.getString());
  }

  private Mapping mapping(KeyPlace place) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      KeyPlace key = here(place).child(name);
      Entry entry = new Entry(key, node(key, parser.nextToken()));
      Entry earlier = entries.putIfAbsent(name, entry);
      if (earlier != null) {
        throw new ConfigException(
            key,
            "the key stands here a second time",
            "each key once; the first is on line " + earlier.key().line());
      }
    }
    return new Mapping(place, entries);
  }

  private Sequence sequence(KeyPlace place) {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(place.child(String.valueOf(items.size())), token));
    }
    return new Sequence(place, List.copyOf(items));
  }

  private @Nullable Object scalar(@Nullable JsonToken token) {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    if (parser.getStringLength() > MOST_DIGITS) {
      return parser.getString();
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      BigInteger value = parser.getBigIntegerValue();
      return value.bitLength() < Long.SIZE
          ? (Object) value.longValueExact()
          : (Object) value.doubleValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    // Jackson takes some numbers, such as 1e-3 and +1, for text; YAML 1.2 does not.
    String text = parser.getString();
    if (WHOLE.matcher(text).matches()) {
      BigInteger value = new BigInteger(text);
      return value.bitLength() < Long.SIZE
          ? (Object) value.longValueExact()
          : (Object) value.doubleValue();
    }
    return NUMBER.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
  }

  private void rejectAliases(KeyPlace place) {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw new ConfigException(
          place, "aliases (*name) are not supported", "every value written where it is used");
    }
  }

  private KeyPlace here(KeyPlace place) {
    if (!hasLines) {
      return place;
    }
    TokenStreamLocation location = parser.currentTokenLocation();
    return place.at(location.getLineNr(), location.getColumnNr());
  }

  private static ConfigException notYaml(KeyPlace top, JacksonException e, boolean hasLines) {
    // The parser's message has lines with an excerpt and positions, which are indented, between its
    // sentences. The first position is where the part starts that cannot be read; Jackson's own is
    // that of the token before.
    String message = String.valueOf(e.getOriginalMessage());
    KeyPlace place = top;
    if (hasLines) {
      TokenStreamLocation location = e.getLocation();
      place = location == null ? top : top.at(location.getLineNr(), location.getColumnNr());
      Matcher problem = PROBLEM.matcher(message);
      if (problem.find()) {
        place = top.at(Integer.parseInt(problem.group(1)), Integer.parseInt(problem.group(2)));
      }
    }
    String reason =
        message
            .lines()
            .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
            .collect(Collectors.joining(", "));
    return reason.contains("(TAB)")
        ? new ConfigException(place, "a tab stands here", "spaces before a key")
        : new ConfigException(
            place,
            "this is not YAML: " + reason,
            hasLines ? "a mapping of keys to values" : "a value as in the file");
  }
}
