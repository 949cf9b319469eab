package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts are continued as transformers does it, with the cache and without. */
class GenerationTest {
  private static final TokenListener NOBODY = (text, token) -> {};

  private final GPT2 model = GPT2.open(GPT2Goldens.folder("tiny"));

  private List<long[]> generate(List<long[]> prompts, GenerationOptions options, long seed) {
    return model.generate(prompts, options, new Generator(seed), NOBODY);
  }

  private static void assertSame(List<long[]> expected, List<long[]> actual) {
    assertArrayEquals(expected.toArray(), actual.toArray());
  }

  @Test
  void greedyTokensAreThoseOfTransformers() {
    for (String form : GPT2Goldens.FORMS) {
      GPT2 opened = GPT2.open(GPT2Goldens.folder(form));
      Map<String, Tensor> golden = GPT2Goldens.values(form);
      List<long[]> prompts = GPT2Goldens.rows(golden.get("ids"));
      for (boolean isCached : new boolean[] {true, false}) {
        GenerationOptions options = GenerationOptions.greedy(15).withUseCache(isCached);
        assertSame(
            GPT2Goldens.rows(golden.get("greedy")),
            opened.generate(prompts, options, new Generator(0), NOBODY));
      }
    }
  }

  @Test
  void logitsWithTheCacheAreThoseWithout() {
    Tensor ids = GPT2Goldens.values("tiny").get("ids");
    Tensor whole = model.forward(ids);
    try (Autograd.Guard mode = Autograd.noGrad()) {
      // One by one, and in parts that see several positions at once.
      for (int[] parts : new int[][] {{1, 1, 1, 1, 1, 1, 1, 1, 1}, {4, 3, 2}, {9}, {1, 8}}) {
        KeyValueCache cache = model.newCache(3, 9);
        for (int part : parts) {
          int from = cache.length();
          Tensor logits = model.forward(ids.slice(1, from, from + part), cache);
          GPT2Goldens.assertClose(whole.slice(1, from, from + part), logits, 1e-5);
        }
        assertEquals(9, cache.length());
        ShapeException full =
            assertThrows(ShapeException.class, () -> model.forward(ids.slice(1, 0, 1), cache));
        assertEquals(
            "ids [3, 1] for a cache of 3 sequences with 9 of 9 positions;"
                + " expected as many sequences, and room for their positions; fix: make a larger"
                + " cache, or one for each batch",
            full.getMessage());
      }
    }
  }

  @Test
  void probabilitiesAreThoseOfTransformers() {
    Map<String, Tensor> golden = GPT2Goldens.values("tiny");
    float[] logits = golden.get("choice/logits").toFloatArray();
    GenerationOptions plain = GenerationOptions.sampling(1);
    Map<String, GenerationOptions> ways =
        Map.of(
            "temperature", plain.withTemperature(0.7),
            "topK", plain.withTopK(4),
            "topP", plain.withTopP(0.8),
            "all", plain.withTemperature(1.5).withTopK(7).withTopP(0.6));
    ways.forEach(
        (name, options) -> {
          float[] expected = golden.get("choice/" + name).toFloatArray();
          for (int row = 0; row < 4; row++) {
            TokenChoice choice = TokenChoice.of(logits, row * 13, 13, options);
            double sum = Arrays.stream(choice.weights()).sum();
            double[] actual = new double[13];
            for (int i = 0; i < choice.tokens().length; i++) {
              actual[choice.tokens()[i]] = choice.weights()[i] / sum;
            }
            for (int i = 0; i < 13; i++) {
              assertEquals(expected[row * 13 + i], actual[i], 1e-6, name + ", token " + i);
            }
          }
        });
  }

  @Test
  void tokensAreDrawnByTheirProbabilities() {
    TokenChoice choice = new TokenChoice(new int[] {4, 2, 9}, new double[] {2, 1, 1});
    assertEquals(4, choice.at(0));
    assertEquals(4, choice.at(0.4999));
    assertEquals(2, choice.at(0.5));
    assertEquals(9, choice.at(0.75));
    assertEquals(9, choice.at(Math.nextDown(1.0)));
  }

  @Test
  void theSameSeedGivesTheSameTextsInAnyCompany() {
    List<long[]> prompts = List.of(new long[] {1, 2}, new long[] {3}, new long[] {4, 5});
    GenerationOptions options = GenerationOptions.sampling(12).withTopK(8).withTopP(0.95);
    List<long[]> texts = generate(prompts, options, 7);
    assertSame(texts, generate(prompts, options, 7));
    assertSame(texts, generate(prompts, options.withUseCache(false), 7));
    assertFalse(Arrays.deepEquals(texts.toArray(), generate(prompts, options, 8).toArray()));
    assertSame(texts.subList(0, 1), generate(prompts.subList(0, 1), options, 7));
    for (int i = 0; i < 3; i++) {
      assertEquals(prompts.get(i).length + 12, texts.get(i).length);
      assertArrayEquals(prompts.get(i), Arrays.copyOf(texts.get(i), prompts.get(i).length));
    }
  }

  @Test
  void everyTokenIsToldWhenItIsChosen() {
    List<long[]> prompts = List.of(new long[] {1, 2}, new long[] {3}, new long[] {4, 5});
    List<List<Long>> heard = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<long[]> texts =
        model.generate(
            prompts,
            GenerationOptions.sampling(6),
            new Generator(1),
            (text, token) -> heard.get(text).add(token));
    for (int i = 0; i < 3; i++) {
      long[] added = heard.get(i).stream().mapToLong(token -> token).toArray();
      long[] text = texts.get(i);
      assertArrayEquals(Arrays.copyOfRange(text, prompts.get(i).length, text.length), added);
      assertEquals(6, added.length);
    }
  }

  @Test
  void aTextEndsBehindItsStopToken() {
    List<long[]> prompts = GPT2Goldens.rows(GPT2Goldens.values("tiny").get("ids"));
    List<long[]> whole = generate(prompts, GenerationOptions.greedy(15), 0);
    long stop = whole.get(0)[12];
    List<long[]> stopped = generate(prompts, GenerationOptions.greedy(15).withStopToken(stop), 0);
    int shorter = 0;
    for (int i = 0; i < 3; i++) {
      long[] text = whole.get(i);
      int end = 9;
      while (end < text.length && text[end] != stop) {
        end++;
      }
      int length = Math.min(end + 1, text.length);
      assertArrayEquals(Arrays.copyOf(text, length), stopped.get(i));
      shorter += length < text.length ? 1 : 0;
    }
    assertTrue(shorter > 0);
  }

  @Test
  void mistakesAreNamedBeforeAnythingIsComputed() {
    GenerationOptions options = GenerationOptions.greedy(3);
    assertEquals(
        "generate: a prompt is empty; expected at least one token; fix: begin with the token that"
            + " ends a text, if the model has one",
        assertThrows(DataException.class, () -> model.generate(new long[0], options)).getMessage());
    assertEquals(
        "generate: a prompt of 23 tokens and 3 new ones are longer than the table of positions;"
            + " expected at most 25 together; fix: cut the prompt, or ask for fewer",
        assertThrows(ShapeException.class, () -> model.generate(new long[23], options))
            .getMessage());
    assertEquals(25, model.generate(new long[22], options).length);
    assertEquals(
        "transformer.wte (Embedding(13, 16)): index 13 at position 1 of 2; expected indices from 0"
            + " to 12; fix: number tokens or categories from 0, or give the layer as many embeddings as"
            + " there are",
        assertThrows(DataException.class, () -> model.generate(new long[] {0, 13}, options))
            .getMessage());
    assertThrows(OptionException.class, () -> options.withTopP(0));
    assertThrows(OptionException.class, () -> options.withTemperature(-1));
    float[] broken = {0, Float.NaN};
    assertEquals(
        "the logit of token 1 is NaN; expected finite numbers; fix: look for what training has made"
            + " of the weights",
        assertThrows(NumericException.class, () -> TokenChoice.of(broken, 0, 2, options))
            .getMessage());
  }
}
