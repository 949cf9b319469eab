package dev.jacobian.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws of distributions, and what they refuse. */
class DistributionTest {
  private static final int DRAWS = 100_000;
  private static final Tensor LOC = Tensor.of(new double[] {-1, 2});
  private static final Tensor SCALE = Tensor.of(new double[] {0.5, 3});

  private static final Map<String, Distribution> ALL =
      Map.of(
          "Normal", new Normal(LOC, SCALE),
          "LogNormal", new LogNormal(LOC, Tensor.of(new double[] {0.5, 0.25})),
          "Uniform", new Uniform(LOC, LOC.add(SCALE)),
          "Exponential", new Exponential(SCALE),
          "Laplace", new Laplace(LOC, SCALE),
          "Bernoulli", new Bernoulli(LOC),
          "MultivariateNormal",
              MultivariateNormal.ofCovariance(LOC, Tensor.of(new double[] {2, 1, 1, 3}, 2, 2)),
          "Independent", new Independent(new Laplace(LOC, SCALE), 1));

  /** Those whose draws are not a function of numbers without parameters. */
  private static final Map<String, Distribution> OTHERS =
      Map.of(
          "Gamma", new Gamma(Tensor.of(new double[] {0.3, 7}), SCALE),
          "Beta", new Beta(Tensor.of(new double[] {0.5, 3}), SCALE),
          "Dirichlet", new Dirichlet(SCALE),
          "StudentT", new StudentT(Tensor.of(new double[] {9, 30}), LOC, SCALE),
          "Geometric", new Geometric(LOC),
          "Poisson", new Poisson(Tensor.of(new double[] {0.7, 9.5})),
          "NegativeBinomial",
              new NegativeBinomial(Tensor.of(new double[] {0.4, 30}), Tensor.of(new double[] {1})),
          "PoissonOfMany", new Poisson(Tensor.of(new double[] {10, 2000})),
          "MixtureSameFamily",
              new MixtureSameFamily(
                  new Categorical(Tensor.of(new double[] {0, 1})),
                  new Normal(Tensor.of(new double[] {-1, 2, 3, 3}, 2, 2), SCALE)),
          "MixtureOfVectors",
              new MixtureSameFamily(
                  new Categorical(Tensor.of(new double[] {0, 1, 0.5})),
                  new Independent(
                      new Normal(
                          Tensor.of(new double[] {-1, 2, 3, 3, 0, 1}, 3, 2),
                          Tensor.of(new double[] {1})),
                      1)));

  private static final Map<String, Distribution> MORE =
      Map.ofEntries(
          Map.entry("Gumbel", new Gumbel(LOC, SCALE)),
          Map.entry("HalfNormal", new HalfNormal(SCALE)),
          Map.entry("Pareto", new Pareto(SCALE, Tensor.of(new double[] {6, 9}))),
          Map.entry("Weibull", new Weibull(SCALE, Tensor.of(new double[] {0.8, 2}))),
          Map.entry("Chi2", Gamma.chi2(SCALE)),
          Map.entry("Binomial", new Binomial(7, LOC)),
          Map.entry("BinomialOfMany", new Binomial(Tensor.of(new double[] {40, 900}), LOC)),
          Map.entry("BinomialOfOne", new Binomial(Tensor.of(new double[] {1, 0}), LOC)),
          Map.entry("OneHotCategorical", new OneHotCategorical(LOC)),
          Map.entry("LogitRelaxedBernoulli", new LogitRelaxedBernoulli(SCALE, LOC)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Normal",
        "LogNormal",
        "Uniform",
        "Exponential",
        "Laplace",
        "Bernoulli",
        "MultivariateNormal",
        "Independent",
        "Gamma",
        "Beta",
        "Dirichlet",
        "StudentT",
        "Geometric",
        "Poisson",
        "PoissonOfMany",
        "MixtureSameFamily",
        "MixtureOfVectors",
        "NegativeBinomial",
        "Gumbel",
        "HalfNormal",
        "Pareto",
        "Weibull",
        "Chi2",
        "Binomial",
        "BinomialOfMany",
        "BinomialOfOne",
        "OneHotCategorical",
        "LogitRelaxedBernoulli"
      })
  void drawsHaveTheMomentsAndTheEntropy(String name) {
    Distribution distribution =
        Stream.of(ALL, OTHERS, MORE)
            .filter(map -> map.containsKey(name))
            .map(map -> map.get(name))
            .findFirst()
            .orElseThrow();
    Tensor draws = distribution.sample(new Generator(5), DRAWS);
    assertEquals(Shape.of(DRAWS, 2), draws.shape());
    assertFalse(draws.requiresGrad());
    double[] mean = distribution.mean().toDoubleArray();
    double[] variance = distribution.variance().toDoubleArray();
    double[] drawnMean = draws.mean(false, 0).toDoubleArray();
    double[] drawnVariance = draws.var(1, false, 0).toDoubleArray();
    for (int i = 0; i < 2; i++) {
      assertEquals(mean[i], drawnMean[i], 5 * Math.sqrt(variance[i] / DRAWS), "mean " + i);
      assertEquals(variance[i], drawnVariance[i], 0.05 * variance[i], "variance " + i);
    }
    if (distribution instanceof Poisson
        || distribution instanceof MixtureSameFamily
        || distribution instanceof NegativeBinomial) {
      return;
    }
    // The entropy is the mean of -ln p.
    double[] entropy = distribution.entropy().toDoubleArray();
    double[] estimated = distribution.logProb(draws).neg().mean(false, 0).toDoubleArray();
    assertArrayEquals(entropy, estimated, 0.02);
  }

  @Test
  void theSameNumbersAreDrawnOnAnyNumberOfThreads() {
    Supplier<List<double[]>> draws =
        () -> {
          Tensor rates = Tensor.of(new double[] {0.3, 7, 12});
          Generator generator = new Generator(7);
          return List.of(
              new Gamma(rates, rates).sample(generator, 20_000).toDoubleArray(),
              new Poisson(rates).sample(generator, 20_000).toDoubleArray());
        };
    List<double[]> one = CpuBackends.with(new HostBackend(1L << 30, 1), draws);
    List<double[]> two = CpuBackends.with(new HostBackend(1L << 30, 2), draws);
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), two.get(i));
    }
  }

  @Test
  void compiledFunctionsDrawAsEagerOnes() {
    List<Distribution> all = new ArrayList<>(OTHERS.values());
    all.addAll(MORE.values());
    for (Distribution distribution : all) {
      Compiled compiled = Compiled.function(in -> distribution.sample(50).add(in[0]));
      Tensor zero = Tensor.of(new double[] {0});
      for (int run = 0; run < 3; run++) {
        Generator.manualSeed(run);
        double[] draws = distribution.sample(50).toDoubleArray();
        RandomState after = Generator.threadDefault().state();
        Generator.manualSeed(run);
        assertArrayEquals(draws, compiled.run(zero).toDoubleArray(), 1e-9);
        assertEquals(after, Generator.threadDefault().state());
      }
    }
  }

  @Test
  void densitiesOfDrawsAreFiniteWhereAFunctionRounds() {
    Tensor loc = Tensor.of(new float[] {0.3f, 12}).setRequiresGrad(true);
    Normal normal = new Normal(loc, Tensor.of(new float[] {1, 1}));
    TransformedDistribution squashed = new TransformedDistribution(normal, new Transform.Tanh());
    TransformedDistribution.Draw draw = squashed.draw(new Generator(4), 100);
    assertArrayEquals(
        squashed.rsample(new Generator(4), 100).toFloatArray(), draw.value().toFloatArray());
    assertTrue(draw.logProb().isFinite().all().item() != 0);
    // Where nothing rounds it is the density of the value.
    Tensor near = squashed.logProb(draw.value()).select(1, 0);
    assertArrayEquals(near.toFloatArray(), draw.logProb().select(1, 0).toFloatArray(), 1e-3f);
    draw.logProb().sum().backward();
    assertTrue(loc.grad().isFinite().all().item() != 0);
    assertEquals(
        "TransformedDistribution: its mean or variance has no closed form; expected another"
            + " distribution; fix: estimate it: sample(n).mean(false, 0)",
        assertThrows(OptionException.class, squashed::mean).getMessage());
    assertThrows(OptionException.class, squashed::entropy);
    assertThrows(DataException.class, () -> new Transform.Affine(Tensor.of(0f), Tensor.of(0f)));
    assertThrows(OptionException.class, () -> squashed.klDivergence(normal));
  }

  @Test
  void smallConcentrationsGiveNumbersThatAreNotAllZero() {
    Tensor tiny = Tensor.of(new float[] {1e-3f, 1e-3f, 1e-3f});
    Tensor draws = new Dirichlet(tiny).sample(new Generator(3), 1000);
    assertEquals(1000, draws.sum().item(), 1e-2);
    Tensor beta = new Beta(tiny, tiny).sample(new Generator(3), 1000);
    assertEquals(0.5, beta.mean().item(), 0.05);
  }

  @Test
  void poissonsOfManyEventsHaveTheProbabilitiesOfTheirNumbers() {
    Poisson events = new Poisson(Tensor.of(new double[] {12, 9.99}));
    Tensor draws = events.sample(new Generator(9), DRAWS);
    for (int i = 0; i < 2; i++) {
      Tensor counts = draws.select(1, i).to(DType.INT64).bincount(40);
      for (int x = 3; x < 25; x++) {
        double expected = Math.exp(events.logProb(Tensor.of(new double[] {x})).get(i).item());
        assertEquals(
            expected,
            counts.get(x).item() / DRAWS,
            5 * Math.sqrt(expected / DRAWS),
            i + " at " + x);
      }
    }
  }

  @Test
  void binomialsHaveTheProbabilitiesOfTheirNumbers() {
    Tensor trials = Tensor.of(new double[] {30, 30, 25, 12});
    Binomial successes = Binomial.ofProbs(trials, Tensor.of(new double[] {0.4, 0.62, 0.1, 0.9}));
    Tensor draws = successes.sample(new Generator(9), DRAWS);
    for (int i = 0; i < 4; i++) {
      Tensor counts = draws.select(1, i).to(DType.INT64).bincount(31);
      for (int x = 0; x <= 30; x++) {
        double expected = Math.exp(successes.logProb(Tensor.of(new double[] {x})).get(i).item());
        assertEquals(
            expected,
            counts.get(x).item() / DRAWS,
            5 * Math.sqrt(expected / DRAWS) + 1e-5,
            i + " at " + x);
      }
    }
    // One trial is a Bernoulli's, of which all divergences and entropies are known.
    assertArrayEquals(
        new Bernoulli(LOC).entropy().toDoubleArray(),
        new Binomial(1, LOC).entropy().toDoubleArray(),
        1e-12);
    assertEquals(
        Double.POSITIVE_INFINITY,
        new Binomial(3, LOC).klDivergence(new Binomial(2, LOC)).get(0).item());
    assertEquals(
        "klDivergence: trials of a Binomial more than of q: an element is -1.0; expected numbers of"
            + " 0 or more; fix: estimate it: the mean of p.logProb(x) - q.logProb(x) over x ="
            + " p.sample(n)",
        assertThrows(
                DataException.class, () -> new Binomial(1, LOC).klDivergence(new Binomial(2, LOC)))
            .getMessage());
  }

  @Test
  void drawsBelowANumberAreAsManyAsItsCdf() {
    List<Distribution> all =
        List.of(
            new Cauchy(LOC, SCALE),
            new HalfCauchy(SCALE),
            new Gumbel(LOC, SCALE),
            new Pareto(SCALE, SCALE),
            new Weibull(SCALE, SCALE),
            new Laplace(LOC, SCALE),
            new LogitRelaxedBernoulli(SCALE, LOC),
            new RelaxedBernoulli(SCALE, LOC));
    for (Distribution distribution : all) {
      Tensor draws = distribution.sample(new Generator(3), DRAWS);
      for (double probability : new double[] {0.1, 0.5, 0.95}) {
        Tensor bound = distribution.icdf(Tensor.of(new double[] {probability, probability}));
        assertEquals(probability, distribution.cdf(bound).get(1).item(), 1e-12);
        double[] below = draws.lt(bound).to(DType.FLOAT64).mean(false, 0).toDoubleArray();
        assertArrayEquals(new double[] {probability, probability}, below, 0.008, distribution + "");
      }
    }
  }

  @Test
  void nothingIsDrawnOutsideAndNothingIsNaNThere() {
    Tensor below = Tensor.of(new double[] {-1, -2});
    List<Distribution> all =
        List.of(
            new HalfNormal(SCALE),
            new HalfCauchy(SCALE),
            new Pareto(SCALE, SCALE),
            new Weibull(SCALE, SCALE),
            new Exponential(SCALE),
            new Binomial(3, LOC),
            new NegativeBinomial(SCALE, LOC));
    double[] impossible = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (Distribution distribution : all) {
      assertArrayEquals(impossible, distribution.logProb(below).toDoubleArray());
    }
    for (Distribution distribution : all.subList(0, 5)) {
      assertArrayEquals(new double[2], distribution.cdf(below).toDoubleArray());
    }
    for (Distribution distribution : List.of(Gamma.chi2(SCALE), new Poisson(SCALE))) {
      assertArrayEquals(new double[2], distribution.cdf(below).toDoubleArray());
    }
    assertThrows(
        DataException.class, () -> new Binomial(Tensor.of(new double[] {1.5}), Tensor.ones(1)));
    assertThrows(
        DataException.class, () -> NegativeBinomial.ofProbs(Tensor.ones(1), Tensor.ones(1)));
    assertThrows(ShapeException.class, () -> new RelaxedOneHotCategorical(SCALE, LOC));
    assertEquals(
        "Gamma: icdf has no closed form; expected another distribution; fix: estimate it from"
            + " sample(n)",
        assertThrows(OptionException.class, () -> Gamma.chi2(SCALE).icdf(LOC)).getMessage());
    Distribution relaxed = new RelaxedBernoulli(SCALE, LOC);
    assertThrows(OptionException.class, relaxed::mean);
    assertThrows(OptionException.class, relaxed::variance);
    assertThrows(OptionException.class, relaxed::entropy);
  }

  @Test
  void relaxedClassesArgmaxIsTheClassAndDrawsHaveGradients() {
    Tensor logits = Tensor.of(new double[] {1, 2, 0.5}).setRequiresGrad(true);
    Tensor temperature = Tensor.of(new double[] {0.5}).squeeze();
    RelaxedOneHotCategorical relaxed = new RelaxedOneHotCategorical(temperature, logits);
    Tensor draws = relaxed.rsample(new Generator(5), DRAWS);
    assertEquals(Shape.of(DRAWS, 3), draws.shape());
    assertEquals(DRAWS, draws.sum().item(), 1e-6 * DRAWS);
    double[] probs = new Categorical(logits).probs().toDoubleArray();
    Tensor counts = draws.argmax(-1).bincount(3);
    for (int i = 0; i < 3; i++) {
      assertEquals(probs[i], counts.get(i).item() / DRAWS, 0.008);
    }
    draws.select(1, 0).mean().backward();
    assertTrue(logits.grad().get(0).item() > 0.05);
  }

  @Test
  void vectorsOfClassesHaveTheGradientOfTheirProbabilities() {
    Tensor logits = Tensor.of(new double[] {1, 2, 0.5, 0, 1, 0}, 2, 3).setRequiresGrad(true);
    Tensor weights = Tensor.of(new double[] {1, -2, 3});
    Independent pair = new Independent(new OneHotCategorical(logits), 1);
    Tensor drawn = pair.rsample(new Generator(2));
    assertArrayEquals(
        pair.sample(new Generator(2)).toDoubleArray(), drawn.detach().toDoubleArray(), 1e-12);
    drawn.mul(weights).sum().backward();
    double[] straight = logits.grad().toDoubleArray();
    logits.setGrad(null);
    logits.softmax(-1).mul(weights).sum().backward();
    assertArrayEquals(logits.grad().toDoubleArray(), straight, 1e-12);
    assertFalse(pair.sample().requiresGrad());
  }

  @Test
  void classesAreDrawnAsOftenAsTheyAreLikely() {
    Categorical classes = Categorical.ofProbs(Tensor.of(new double[] {1, 2, 5, 0, 4, 4}, 2, 3));
    assertEquals(Shape.of(2), classes.batchShape());
    Tensor draws = classes.sample(new Generator(5), 100, 500);
    assertEquals(Shape.of(100, 500, 2), draws.shape());
    for (int row = 0; row < 2; row++) {
      Tensor counts = draws.select(-1, row).flatten().bincount(3);
      double[] expected = classes.probs().get(row).toDoubleArray();
      for (int i = 0; i < 3; i++) {
        assertEquals(expected[i], counts.get(i).item() / 50_000, 0.01, "class " + i);
      }
    }
    assertEquals(Shape.of(2), classes.sample(new Generator(5)).shape());
  }

  @Test
  void oneSeedGivesOneDraw() {
    for (Distribution distribution : ALL.values()) {
      double[] first = distribution.sample(new Generator(7), 3).toDoubleArray();
      assertArrayEquals(first, distribution.sample(new Generator(7), 3).toDoubleArray());
    }
  }

  @Test
  void gradientsFlowThroughDraws() {
    Tensor loc = Tensor.of(new double[] {1, 2}).setRequiresGrad(true);
    Tensor scale = Tensor.of(new double[] {3, 4}).setRequiresGrad(true);
    Tensor draw = new Normal(loc, scale).rsample(new Generator(3));
    draw.sum().backward();
    assertArrayEquals(new double[] {1, 1}, loc.grad().toDoubleArray());
    Tensor z = draw.detach().sub(loc.detach()).div(scale.detach());
    assertArrayEquals(z.toDoubleArray(), scale.grad().toDoubleArray(), 1e-12);
    Independent both = new Independent(new Independent(new Laplace(loc, scale), 1), 0);
    assertTrue(both.rsample(new Generator(3), 4).requiresGrad());
    assertFalse(both.sample(new Generator(3), 4).requiresGrad());
  }

  @Test
  void aCompiledFunctionDrawsAnewAndAsEager() {
    Function<List<Tensor>, Tensor> function =
        in -> new Normal(in.get(0), in.get(1)).rsample(2).sum(false, 0);
    Compiled compiled = Compiled.function(in -> function.apply(List.of(in)));
    double[][] runs = new double[2][];
    Generator.manualSeed(11);
    for (int i = 0; i < 2; i++) {
      runs[i] = compiled.run(LOC, SCALE).toDoubleArray();
    }
    Generator.manualSeed(11);
    for (double[] run : runs) {
      assertArrayEquals(function.apply(List.of(LOC, SCALE)).toDoubleArray(), run, 1e-12);
    }
    assertFalse(Arrays.equals(runs[0], runs[1]));
  }

  @Test
  void certainValuesHaveNoEntropy() {
    Bernoulli certain = Bernoulli.ofProbs(Tensor.of(new double[] {0, 1}));
    assertArrayEquals(new double[] {0, 0}, certain.entropy().toDoubleArray(), 1e-300);
    Tensor values = certain.sample(new Generator(1), 50);
    assertEquals(0, values.select(1, 0).sum().item());
    assertEquals(50, values.select(1, 1).sum().item());
    assertArrayEquals(new double[] {0, 0}, certain.logProb(values.get(0)).toDoubleArray(), 1e-300);
    assertArrayEquals(
        new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY},
        certain.logProb(values.get(0).neg().add(1)).toDoubleArray());
  }

  @Test
  void shapesAreThoseOfBatchAndEvent() {
    Distribution vectors = ALL.get("MultivariateNormal");
    assertEquals(Shape.scalar(), vectors.batchShape());
    assertEquals(Shape.of(2), vectors.eventShape());
    Distribution both = ALL.get("Independent");
    assertEquals(Shape.scalar(), both.batchShape());
    assertEquals(Shape.of(2), both.eventShape());
    assertEquals(Shape.of(2), ALL.get("Normal").batchShape());
    assertEquals(Shape.scalar(), ALL.get("Normal").eventShape());
  }

  @Test
  void wrongParametersAreNamed() {
    DataException negative =
        assertThrows(DataException.class, () -> new Normal(LOC, Tensor.of(new double[] {1, -2})));
    assertEquals(
        "Normal: scale: an element is -2.0; expected numbers above 0; fix: "
            + "a network's output becomes such a number by softplus() or exp()",
        negative.getMessage());
    assertThrows(
        DataException.class,
        () -> new Normal(Tensor.of(new double[] {Double.NaN}), Tensor.of(new double[] {1})));
    assertThrows(DataException.class, () -> Bernoulli.ofProbs(Tensor.of(new double[] {1.5})));
    assertThrows(DataException.class, () -> Categorical.ofProbs(Tensor.of(new double[] {1, -1})));
    DataException impossible =
        assertThrows(DataException.class, () -> Categorical.ofProbs(Tensor.zeros(3)));
    assertEquals(
        "Categorical: the largest of the logits: an element is -Infinity; expected finite numbers",
        impossible.getMessage());
    assertThrows(
        DataException.class,
        () -> new Categorical(Tensor.of(new double[] {1, Double.POSITIVE_INFINITY})));
    assertThrows(
        DataException.class, () -> new Categorical(Tensor.of(new double[] {1, Double.NaN})));
    assertThrows(DataException.class, () -> new Uniform(LOC, LOC));
    assertThrows(DataException.class, () -> new Exponential(Tensor.zeros(2)));
    assertThrows(DTypeException.class, () -> new Exponential(Tensor.of(new long[] {1})));
    assertThrows(ShapeException.class, () -> new Categorical(Tensor.of(1f)));
    assertThrows(ShapeException.class, () -> new MultivariateNormal(LOC, Tensor.ones(3, 3)));
    assertThrows(OptionException.class, () -> new Independent(ALL.get("Normal"), 2));
  }

  @Test
  void whatHasNoAnswerSaysWhatToDo() {
    OptionException divergence =
        assertThrows(
            OptionException.class, () -> ALL.get("Normal").klDivergence(ALL.get("Exponential")));
    assertEquals(
        "klDivergence: of Normal from Exponential; expected two distributions of one kind, or of two that have a"
            + " closed form; fix: estimate it: the mean of p.logProb(x) - q.logProb(x) over x = p.sample(n)",
        divergence.getMessage());
    assertEquals(
        "Poisson: its entropy has no closed form; expected another distribution; fix: estimate it:"
            + " p.logProb(p.sample(n)).mean(false, 0).neg()",
        assertThrows(OptionException.class, OTHERS.get("Poisson")::entropy).getMessage());
    assertEquals(
        "MixtureSameFamily: mixing logits [3] for components [2]; expected logits of the components' batch, [..., k],"
            + " or [k]",
        assertThrows(
                ShapeException.class,
                () -> new MixtureSameFamily(new Categorical(Tensor.zeros(3)), ALL.get("Normal")))
            .getMessage());
    assertThrows(ShapeException.class, () -> new Dirichlet(Tensor.of(1f)));
    assertThrows(DataException.class, () -> Geometric.ofProbs(Tensor.of(0f)));
    Categorical classes = new Categorical(Tensor.zeros(2, 3));
    assertThrows(OptionException.class, classes::mean);
    assertThrows(OptionException.class, classes::variance);
    OptionException draw =
        assertThrows(
            OptionException.class,
            () -> new Independent(ALL.get("Bernoulli"), 1).rsample(new Generator(1)));
    assertNotNull(draw.getMessage());
    assertTrue(draw.getMessage().contains("rsample: draws of Bernoulli have no gradient"));
  }
}
