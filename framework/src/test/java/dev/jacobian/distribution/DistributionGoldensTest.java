package dev.jacobian.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.GoldenCase;
import dev.jacobian.tensor.Replays;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Densities, entropies, moments and divergences with their gradients, compared with PyTorch's. */
class DistributionGoldensTest {
  private static final List<GoldenCase> CASES = GoldenCase.read("/goldens/distributions.txt");

  private static final Map<String, BiFunction<Tensor, Tensor, Distribution>> KINDS =
      Map.of(
          "Normal", Normal::new,
          "Laplace", Laplace::new,
          "Gamma", Gamma::new,
          "Beta", Beta::new,
          "Gumbel", Gumbel::new,
          "Pareto", Pareto::new,
          "Uniform", (low, width) -> new Uniform(low, low.add(width)));

  private static final Tensor TRIALS = Tensor.of(new double[] {7, 9, 8});

  private static final Map<String, Function<Tensor, Distribution>> KINDS_OF_ONE =
      Map.of("Exponential", Exponential::new, "Bernoulli", Bernoulli::new, "Poisson", Poisson::new);

  private final Map<String, Function<List<Tensor>, Tensor>> functions = new TreeMap<>();

  DistributionGoldensTest() {
    two("Normal", Normal::new);
    two("LogNormal", LogNormal::new);
    two("Uniform", (low, width) -> new Uniform(low, low.add(width)));
    two("Laplace", Laplace::new);
    two("MultivariateNormal", MultivariateNormal::new);
    two("MultivariateNormal.batch", MultivariateNormal::new);
    two("Independent", (loc, scale) -> new Independent(new Normal(loc, scale), 1));
    one("Exponential", Exponential::new);
    one("Bernoulli", Bernoulli::new);
    one("Bernoulli.probs", Bernoulli::ofProbs);
    one("Categorical", Categorical::new);
    one("Categorical.probs", Categorical::ofProbs);
    two("Cauchy", Cauchy::new);
    two("Gumbel", Gumbel::new);
    one("HalfNormal", HalfNormal::new);
    one("HalfCauchy", HalfCauchy::new);
    two("Pareto", Pareto::new);
    two("Weibull", Weibull::new);
    one("Chi2", Gamma::chi2);
    one("Binomial", logits -> new Binomial(TRIALS, logits));
    one("Binomial.probs", probs -> Binomial.ofProbs(TRIALS, probs));
    two("NegativeBinomial", NegativeBinomial::new);
    two("NegativeBinomial.probs", NegativeBinomial::ofProbs);
    one("OneHotCategorical", OneHotCategorical::new);
    one("OneHotCategorical.probs", OneHotCategorical::ofProbs);
    two("RelaxedBernoulli", RelaxedBernoulli::new);
    two("RelaxedOneHotCategorical", RelaxedOneHotCategorical::new);
    functions.put(
        "MultivariateNormal.covariance",
        in -> new MultivariateNormal(in.get(0), in.get(1)).covariance());
    two("Gamma", Gamma::new);
    two("Beta", Beta::new);
    one("Dirichlet", Dirichlet::new);
    all("StudentT", 3, in -> new StudentT(in.get(0), in.get(1), in.get(2)));
    one("Geometric", Geometric::new);
    one("Geometric.probs", Geometric::ofProbs);
    one("Poisson", Poisson::new);
    all("MixtureSameFamily", 3, in -> mixture(in, new Normal(in.get(1), in.get(2))));
    all(
        "MixtureSameFamily.vectors",
        3,
        in -> mixture(in, new Independent(new Normal(in.get(1), in.get(2)), 1)));
    functions
        .keySet()
        .removeIf(
            name ->
                name.matches(
                    "Categorical.*(mean|variance|stddev)"
                        + "|(Poisson|Mixture|Binomial|NegativeBinomial).*entropy"
                        + "|(StudentT|Mixture|NegativeBinomial|Weibull|HalfCauchy).*klDivergence"
                        + "|Relaxed.*(mean|variance|stddev|entropy|klDivergence|cdf)"
                        + "|(StudentT|Beta|Dirichlet|MultivariateNormal|Independent).*cdf"
                        + "|(Gamma|Chi2|Poisson).icdf"
                        + "|.*(Bernoulli|Geometric|Binomial|Categorical)(.probs)?.i?cdf"
                        + "|MixtureSameFamily.*icdf|.*vectors.cdf"));
    BiFunction<Tensor, Tensor, Distribution> falling =
        (loc, scale) ->
            new TransformedDistribution(
                new Laplace(loc, scale),
                new Transform.Affine(
                    Tensor.of(new double[] {0.5}).squeeze(),
                    Tensor.of(new double[] {-2}).squeeze()),
                new Transform.Exp());
    functions.put("FallingExp.cdf", in -> falling.apply(in.get(1), in.get(2)).cdf(in.get(0)));
    functions.put("FallingExp.icdf", in -> falling.apply(in.get(1), in.get(2)).icdf(in.get(0)));
    List.of("Exponential", "Gamma", "Normal", "Uniform").forEach(p -> kinds(p, "Gumbel"));
    List.of("Gumbel", "Pareto").forEach(p -> kinds(p, "Normal"));
    List.of("Exponential", "Gamma").forEach(q -> kinds("Pareto", q));
    kinds("Uniform", "Pareto");
    Tensor half = Tensor.of(new double[] {0.5}).squeeze();
    transformed("Tanh", new Transform.Tanh());
    transformed("Sigmoid", new Transform.Sigmoid());
    transformed("ExpOfAffine", new Transform.Affine(half, half.mul(-4)), new Transform.Exp());
    functions.put(
        "TanhOfVectors.logProb",
        in ->
            new TransformedDistribution(
                    new MultivariateNormal(in.get(1), in.get(2)), new Transform.Tanh())
                .logProb(in.get(0)));
    kinds("Normal", "Laplace");
    kinds("Laplace", "Normal");
    kinds("Bernoulli", "Poisson");
    kinds("Uniform", "Beta");
    kinds("Beta", "Uniform");
    List.of("Beta", "Exponential", "Gamma", "Uniform").forEach(p -> kinds(p, "Normal"));
    List.of("Beta", "Gamma", "Uniform").forEach(p -> kinds(p, "Exponential"));
    List.of("Beta", "Exponential", "Uniform").forEach(p -> kinds(p, "Gamma"));
  }

  private static Distribution mixture(List<Tensor> in, Distribution components) {
    return new MixtureSameFamily(new Categorical(in.get(0)), components);
  }

  private void transformed(String name, Transform... transforms) {
    BiFunction<Tensor, Tensor, Distribution> make =
        (loc, scale) -> new TransformedDistribution(new Normal(loc, scale), transforms);
    functions.put(name + ".logProb", in -> make.apply(in.get(1), in.get(2)).logProb(in.get(0)));
    functions.put(
        name + ".klDivergence",
        in -> make.apply(in.get(0), in.get(1)).klDivergence(make.apply(in.get(2), in.get(3))));
  }

  private void kinds(String p, String q) {
    functions.put(
        p + "." + q,
        in -> {
          int half = KINDS.containsKey(p) ? 2 : 1;
          return kind(p, in.subList(0, half)).klDivergence(kind(q, in.subList(half, in.size())));
        });
  }

  private static Distribution kind(String name, List<Tensor> in) {
    BiFunction<Tensor, Tensor, Distribution> two = KINDS.get(name);
    return two == null ? KINDS_OF_ONE.get(name).apply(in.get(0)) : two.apply(in.get(0), in.get(1));
  }

  private void one(String name, Function<Tensor, Distribution> make) {
    all(name, 1, in -> make.apply(in.get(0)));
  }

  private void two(String name, BiFunction<Tensor, Tensor, Distribution> make) {
    all(name, 2, in -> make.apply(in.get(0), in.get(1)));
  }

  private void all(String name, int parameters, Function<List<Tensor>, Distribution> make) {
    functions.put(name + ".mean", in -> make.apply(in).mean());
    functions.put(name + ".variance", in -> make.apply(in).variance());
    functions.put(name + ".stddev", in -> make.apply(in).stddev());
    functions.put(name + ".entropy", in -> make.apply(in).entropy());
    functions.put(name + ".logProb", in -> make.apply(in.subList(1, in.size())).logProb(in.get(0)));
    functions.put(name + ".cdf", in -> make.apply(in.subList(1, in.size())).cdf(in.get(0)));
    functions.put(name + ".icdf", in -> make.apply(in.subList(1, in.size())).icdf(in.get(0)));
    functions.put(
        name + ".klDivergence",
        in ->
            make.apply(in.subList(0, parameters))
                .klDivergence(make.apply(in.subList(parameters, in.size()))));
  }

  @TestFactory
  List<DynamicTest> values() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : CASES) {
      tests.add(DynamicTest.dynamicTest(golden.toString(), () -> check(golden)));
    }
    assertTrue(tests.size() >= 70, "only " + tests.size() + " cases");
    return tests;
  }

  private void check(GoldenCase golden) {
    Function<List<Tensor>, Tensor> function = functions.get(golden.function());
    assertNotNull(function, golden.function());
    // The uniform distribution is told its width in float64, in which sums are exact.
    List<Tensor> inputs = golden.inputTensors(DType.FLOAT64);
    golden.gradients().keySet().forEach(i -> inputs.get(i).setRequiresGrad(true));
    Tensor output = function.apply(inputs);
    assertEquals(golden.output().shape(), output.shape());
    assertClose(golden.output().values(), output.toDoubleArray());
    assertTrue(Replays.follow(function, golden, false), "cannot be captured");
    assertTrue(Replays.follow(function, golden, true), "cannot be captured with gradients");
    if (!golden.gradients().isEmpty()) {
      output.backward(Tensor.of(golden.seed(), output.shape().dims()));
      golden
          .gradients()
          .forEach(
              (i, expected) -> {
                Tensor gradient = inputs.get(i).grad();
                double[] received =
                    gradient == null ? new double[expected.length] : gradient.toDoubleArray();
                assertClose(expected, received, tolerance(golden.function()));
              });
    }
  }

  /** PyTorch's trigamma, which is in gradients of digamma, has an error of up to 1.5e-9. */
  private static double tolerance(String function) {
    return function.matches("(Gamma|Chi2|Beta|Dirichlet|StudentT)\\..*") ? 1e-8 : 1e-9;
  }

  private static void assertClose(double[] expected, double[] received) {
    assertClose(expected, received, 1e-9);
  }

  private static void assertClose(double[] expected, double[] received, double tolerance) {
    assertEquals(expected.length, received.length);
    for (int i = 0; i < expected.length; i++) {
      double e = expected[i];
      double r = received[i];
      if (Double.compare(e, r) != 0
          && e != r
          && !(Math.abs(e - r) <= tolerance * Math.max(Math.abs(e), 0.1))) {
        fail("element " + i + ": expected " + e + ", received " + r);
      }
    }
  }

  @Test
  void everyFunctionHasACase() {
    assertEquals(
        CASES.stream().map(GoldenCase::function).collect(Collectors.toCollection(TreeSet::new)),
        functions.keySet());
  }
}
