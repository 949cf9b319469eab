package dev.jacobian.serve;

import dev.jacobian.models.language.GenerationOptions;
import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.predict.TextGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a prompt and what is said about its continuation:
 *
 * <pre>
 * {"prompt": "Once", "tokens": 100, "temperature": 1, "topK": 0, "topP": 1, "seed": 0, "stream": false}
 * </pre>
 *
 * All but the prompt can be left out. What is no JSON is a 400, what is no such request a 422.
 */
final class TextReader {
  private static final String KEYS =
      "{\"prompt\": \"...\"}, and with it tokens, temperature, topK, topP, seed and stream";
  private static final Json.Form FORM =
      new Json.Form("the prompt", KEYS, "send each prompt in a request of its own");

  private final int maxTokens;

  TextReader(int maxTokens) {
    this.maxTokens = maxTokens;
  }

  /**
   * Reads a body.
   *
   * @throws RequestException if it is no such request
   * @throws dev.jacobian.shape.OptionException if a number is outside its range
   */
  TextRequest read(byte[] body, int length) {
    return Json.document(body, length, FORM, this::request);
  }

  private TextRequest request(JsonParser json) {
    JsonToken first = json.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw unlike(RowReader.describe(first));
    }
    String prompt = null;
    long seed = 0;
    boolean stream = false;
    GenerationOptions options = GenerationOptions.sampling(TextGenerator.USUAL_TOKENS);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "prompt" -> prompt = text(json, name, value);
        case "tokens" ->
            options =
                new GenerationOptions(
                    tokens(json, name, value),
                    options.temperature(),
                    options.topK(),
                    options.topP(),
                    options.stopToken(),
                    options.useCache());
        case "temperature" -> options = options.withTemperature(number(json, name, value));
        case "topK" -> options = options.withTopK(whole(json, name, value));
        case "topP" -> options = options.withTopP(number(json, name, value));
        case "seed" -> seed = seed(json, name, value);
        case "stream" -> stream = truth(name, value);
        default -> throw unlike("the key '" + Brief.of(name) + "'");
      }
    }
    if (prompt == null) {
      throw unlike("no prompt");
    }
    return new TextRequest(prompt, options, seed, stream);
  }

  private int tokens(JsonParser json, String name, @Nullable JsonToken token) {
    int tokens = whole(json, name, token);
    if (tokens > maxTokens) {
      throw new RequestException(
          Answer.TOO_LARGE,
          tokens + " tokens",
          "at most " + maxTokens + " in a request",
          "ask for fewer, or raise the server's --max-rows");
    }
    return tokens;
  }

  private static String text(JsonParser json, String name, @Nullable JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong(name, token, "a text");
    }
    return json.getString();
  }

  private static double number(JsonParser json, String name, @Nullable JsonToken token) {
    if (token == null || !token.isNumeric()) {
      throw wrong(name, token, "a number");
    }
    return json.getDoubleValue();
  }

  private static int whole(JsonParser json, String name, @Nullable JsonToken token) {
    long value = seed(json, name, token);
    if (value != (int) value) {
      throw wrong(name, value, "a whole number below 2^31");
    }
    return (int) value;
  }

  private static long seed(JsonParser json, String name, @Nullable JsonToken token) {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw wrong(name, token, "a whole number");
    }
    if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw wrong(name, json.getBigIntegerValue(), "a whole number below 2^63");
    }
    return json.getLongValue();
  }

  private static boolean truth(String name, @Nullable JsonToken token) {
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw wrong(name, token, "true or false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private static RequestException wrong(String name, @Nullable JsonToken token, String expected) {
    return wrong(name, (Object) RowReader.describe(token), expected);
  }

  private static RequestException wrong(String name, Object received, String expected) {
    return new RequestException(
        Answer.UNPROCESSABLE, "'" + name + "' is " + received, expected, null);
  }

  private static RequestException unlike(String received) {
    return new RequestException(Answer.UNPROCESSABLE, received, KEYS, null);
  }
}
