package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.models.language.GenerationOptions;
import dev.jacobian.trainers.predict.TextGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TextServerTest {
  private static final String GPT = "{type: gpt2, nEmbd: 16, nLayer: 1, nHead: 2}";
  private static final String LSTM = "{type: lstm, embeddingDim: 8, hiddenSize: 8}";

  private static TextGenerator letters;

  @TempDir private Path folder;

  @BeforeAll
  static void train(@TempDir Path place) throws IOException {
    letters = SmallRuns.text(place, GPT, "characters");
  }

  private final HttpClient client = HttpClient.newHttpClient();

  private static HttpRequest request(ModelServer server, String body) {
    return HttpRequest.newBuilder(URI.create(server.url() + "generate"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> post(ModelServer server, String body)
      throws IOException, InterruptedException {
    return client.send(request(server, body), BodyHandlers.ofString());
  }

  private static String text(String expected, int tokens) {
    return "{\"text\":\"" + expected + "\",\"tokens\":" + tokens + "}";
  }

  @Test
  void aPromptGetsWhatFollowsAtOnceOrPieceByPiece() throws Exception {
    try (ModelServer server = ModelServer.start(letters, ServerOptions.of(0))) {
      GenerationOptions options =
          GenerationOptions.sampling(9).withTemperature(0.7).withTopK(5).withTopP(0.9);
      String whole = letters.generate("123", options, 4);
      String asked =
          "{\"prompt\":\"123\",\"tokens\":9,\"temperature\":0.7,\"topK\":5,\"topP\":0.9,\"seed\":4";
      HttpResponse<String> reply = post(server, asked + "}");
      assertEquals(text(whole.substring(3), 9), reply.body());
      assertEquals(200, reply.statusCode());

      HttpResponse<String> streamed = post(server, asked + ",\"stream\":true}");
      assertEquals(
          "application/x-ndjson", streamed.headers().firstValue("content-type").orElseThrow());
      assertEquals("chunked", streamed.headers().firstValue("transfer-encoding").orElseThrow());
      List<String> lines = streamed.body().lines().toList();
      assertEquals(10, lines.size());
      for (int i = 0; i < 9; i++) {
        assertEquals("{\"text\":\"" + whole.charAt(3 + i) + "\"}", lines.get(i));
      }
      assertEquals("{\"tokens\":9}", lines.get(9));
      // The connection goes on after both.
      assertEquals(reply.body(), post(server, asked + ",\"stream\":false}").body());
    }
  }

  @Test
  void aClientOfOldGetsAStreamThatEndsWithItsConnection() throws Exception {
    try (ModelServer server = ModelServer.start(letters, ServerOptions.of(0));
        RawClient old = new RawClient(server.port())) {
      String body = "{\"prompt\":\"1\",\"tokens\":1,\"temperature\":0,\"stream\":true}";
      old.send(
          "POST /generate HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      String head = old.headOnly();
      assertTrue(head.contains("connection: close"), head);
      assertTrue(!head.contains("chunked"), head);
      String follows = letters.generate("1", GenerationOptions.greedy(1), 0).substring(1);
      assertEquals("{\"text\":\"" + follows + "\"}\n{\"tokens\":1}\n", old.rest());
    }
  }

  @Test
  void bytesThatAreNoTextYetAreHeldBack() throws Exception {
    TextGenerator model = SmallRuns.text(folder, GPT, "bytes");
    try (ModelServer server = ModelServer.start(model, ServerOptions.of(0))) {
      String asked = "{\"prompt\":\"\u20ac\",\"tokens\":12,\"temperature\":3,\"seed\":2";
      String whole = post(server, asked + "}").body();
      StringBuilder joined = new StringBuilder();
      post(server, asked + ",\"stream\":true}")
          .body()
          .lines()
          .filter(line -> line.startsWith("{\"text\":\""))
          .forEach(line -> joined.append(line, 9, line.length() - 2));
      assertEquals(text(joined.toString(), 12), whole);
    }
  }

  @Test
  void saysWhatTheModelReads() throws Exception {
    try (ModelServer server = ModelServer.start(letters, ServerOptions.of(0))) {
      assertEquals(
          "{\"name\":\"model\",\"version\":\"\",\"task\":\"text generation\",\"vocabulary\":10,"
              + "\"maxLength\":16,\"maxTokens\":1000,\"maxBody\":1048576}",
          client
              .send(
                  HttpRequest.newBuilder(URI.create(server.url() + "model")).build(),
                  BodyHandlers.ofString())
              .body());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'prompt':'x'} | 422 | the character 'x' (U+0078) at position 0 of 'x' | one of the 10 that the tokenizer was made of | train with data.tokenizer: bytes",
        "{'prompt':''} | 422 | generate: a prompt is empty | at least one token | begin with the token that ends a text, if the model has one",
        "{'prompt':'123'} | 422 | generate: a prompt of 3 tokens and 100 new ones are longer than the table of positions | at most 17 together | cut the prompt, or ask for fewer",
        "{'prompt':'1','topP':2} | 422 | Generation: top p 2.0 | a number in (0, 1] |",
        "{'prompt':'1','tokens':0} | 422 | Generation: max new tokens 0 | a whole number in [1, 16777216] |",
        "{'prompt':'1','tokens':1001} | 413 | 1001 tokens | at most 1000 in a request | ask for fewer, or raise the server's --max-rows",
        "{'prompt':1} | 422 | 'prompt' is a number | a text |",
        "{'prompt':'1','tokens':1.5} | 422 | 'tokens' is a number | a whole number |",
        "{'prompt':'1','topK':3000000000} | 422 | 'topK' is 3000000000 | a whole number below 2^31 |",
        "{'prompt':'1','seed':99999999999999999999} | 422 | 'seed' is 99999999999999999999 | a whole number below 2^63 |",
        "{'prompt':'1','temperature':'x'} | 422 | 'temperature' is text | a number |",
        "{'prompt':'1','stream':1} | 422 | 'stream' is a number | true or false |",
        "{} | 422 | no prompt | KEYS |",
        "['1'] | 422 | a list | KEYS |",
        "{'prompt':'1','top':1} | 422 | the key 'top' | KEYS |",
        "{'prompt':'1'}{} | 400 | more JSON after the end of the prompt, at line 1, column 15 | one document | send each prompt in a request of its own",
      })
  void saysWhatIsWrongWithARequest(
      String body, int status, String received, String expected, String fix) throws Exception {
    try (ModelServer server = ModelServer.start(letters, ServerOptions.of(0))) {
      String keys =
          "{\\\"prompt\\\": \\\"...\\\"}, and with it tokens, temperature, topK, topP, seed and stream";
      assertEquals(
          "{\"error\":{\"status\":"
              + status
              + ",\"received\":\""
              + received
              + "\",\"expected\":\""
              + expected.replace("KEYS", keys)
              + (fix == null ? "" : "\",\"fix\":\"" + fix)
              + "\"}}",
          post(server, body.replace('\'', '"')).body());
    }
  }

  @Test
  void aStreamThatCannotBeginIsRefusedAsOthersAre() throws Exception {
    try (ModelServer server = ModelServer.start(letters, ServerOptions.of(0))) {
      HttpResponse<String> reply = post(server, "{\"prompt\":\"x\",\"stream\":true}");
      assertEquals(422, reply.statusCode());
      assertTrue(reply.body().startsWith("{\"error\":{\"status\":422,"), reply.body());
    }
  }

  @Test
  void aTextThatNobodyWaitsForEnds() throws Exception {
    Limits limits = new Limits(1 << 20, 1 << 24, 10, 1 << 20, 10);
    Timeouts timeouts =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));
    ServerOptions options =
        ServerOptions.of(0)
            .withLimits(limits)
            .withTimeouts(timeouts)
            .withBatching(new Batching(1, Duration.ZERO, 1));
    try (ModelServer server =
        ModelServer.start(SmallRuns.text(folder, LSTM, "characters"), options)) {
      String endless = "{\"prompt\":\"1\",\"tokens\":16000000";
      String late = post(server, endless + "}").body();
      assertTrue(late.contains("\"received\":\"not predicted within 1000 ms\""), late);
      // The only worker is free again; and so it is when a client goes.
      String few = "{\"prompt\":\"1\",\"tokens\":2}";
      assertEquals(200, post(server, few).statusCode());
      try (RawClient gone = new RawClient(server.port())) {
        gone.send(RawClient.post("/generate", endless + ",\"stream\":true}"));
        assertTrue(gone.headOnly().contains("200"));
      }
      assertEquals(200, post(server, few).statusCode());
    }
  }
}
