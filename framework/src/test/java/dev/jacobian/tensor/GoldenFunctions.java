package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.op.FillLike;
import dev.jacobian.op.IndexAdd;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Op;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Slice;
import dev.jacobian.op.Value;
import dev.jacobian.op.ViewScatter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The functions that goldens_tensor.py has values of, by name. A name is a method's, and what
 * distinguishes its uses after a dot.
 */
public final class GoldenFunctions {
  private static final List<String> EQUATIONS =
      List.of(
          "ij,jk->ik",
          "bij,bjk->bik",
          "bhqd,bhkd->bhqk",
          "ij,jk",
          "ba, c",
          "ii->i",
          "ii",
          "ij->j",
          "ij->ji",
          "i,j->ij",
          "i,i->",
          "ij,ij->i",
          "...ij,...jk->...ik",
          "...i,i",
          "abc,bd,dc->a",
          "iij,jk->ki",
          "ab,b->ab",
          "ab,cb->ac",
          "ab,ab->ab");

  private final Map<String, Function<List<Tensor>, Tensor>> functions = new TreeMap<>();

  private GoldenFunctions() {
    elementwise();
    special();
    trigonometry();
    activations();
    comparisons();
    logic();
    reductions();
    statistics();
    observations();
    gaps();
    grids();
    joined();
    parts();
    windows();
    shapes();
    indexing();
    replacing();
    products();
    tensorProducts();
    distances();
    convolutions();
    pools();
    inPlace();
    filled();
    creation();
    triangles();
    ops();
  }

  /** Returns all functions by name. */
  public static Map<String, Function<List<Tensor>, Tensor>> all() {
    return new GoldenFunctions().functions;
  }

  private static Tensor gradientOfDet(Tensor a) {
    Tensor x = a.copy().detach().setRequiresGrad(true);
    return Gradients.of(x.det().sum(), x, false);
  }

  private void one(String name, UnaryOperator<Tensor> function) {
    put(name, in -> function.apply(in.get(0)));
  }

  private void two(String name, BinaryOperator<Tensor> function) {
    put(name, in -> function.apply(in.get(0), in.get(1)));
  }

  private void put(String name, Function<List<Tensor>, Tensor> function) {
    if (functions.put(name, function) != null) {
      throw new IllegalStateException("two functions are named " + name);
    }
  }

  private void elementwise() {
    two("add", Tensor::add);
    two("sub", Tensor::sub);
    two("mul", Tensor::mul);
    two("floorDiv", Tensor::floorDiv);
    two("remainder", Tensor::remainder);
    one("floorDiv.number", x -> x.floorDiv(0.75));
    one("remainder.number", x -> x.remainder(0.75));
    two("div", Tensor::div);
    two("pow", Tensor::pow);
    two("atan2", Tensor::atan2);
    one("lgamma", Tensor::lgamma);
    one("erfc", Tensor::erfc);
    two("gammainc", Tensor::gammainc);
    two("gammaincc", Tensor::gammaincc);
    one("erfinv", Tensor::erfinv);
    one("digamma", Tensor::digamma);
    one("polygamma", x -> x.polygamma(3));
    two("maximum", Tensor::maximum);
    two("minimum", Tensor::minimum);
    one("add.number", x -> x.add(0.75));
    one("sub.number", x -> x.sub(0.75));
    one("mul.number", x -> x.mul(0.75));
    one("div.number", x -> x.div(0.75));
    for (double exponent : new double[] {-1, 0, 1, 2, 3}) {
      one("pow.number" + (int) exponent, x -> x.pow(exponent));
    }
    one("pow.number0.5", x -> x.pow(0.5));
    one("pow.number2.5", x -> x.pow(2.5));
    one("pow.negative", x -> x.pow(3));
    one("clamp", x -> x.clamp(-1.01, 1.01));
    one("clampMin", x -> x.clampMin(-1.01));
    one("clampMin.whole", x -> x.clampMin(-1));
    one("clampMax", x -> x.clampMax(1.01));
    two("lerp.near", (x, end) -> x.lerp(end, 0.25));
    two("lerp.far", (x, end) -> x.lerp(end, 0.75));
    put("lerp.weights", in -> in.get(0).lerp(in.get(1), in.get(2)));
    two("logAddExp", Tensor::logAddExp);
    one("log10", Tensor::log10);
    one("trunc", Tensor::trunc);
    one("nanToNum", x -> x.nanToNum(0.5, 7, -8));
    one("neg", Tensor::neg);
    one("abs", Tensor::abs);
    one("sign", Tensor::sign);
    one("exp", Tensor::exp);
    one("log", Tensor::log);
    one("log1p", Tensor::log1p);
    one("sqrt", Tensor::sqrt);
    one("reciprocal", Tensor::reciprocal);
    one("sin", Tensor::sin);
    one("cos", Tensor::cos);
    one("tanh", Tensor::tanh);
    one("erf", Tensor::erf);
    one("floor", Tensor::floor);
    one("ceil", Tensor::ceil);
    one("round", Tensor::round);
    one("log2", Tensor::log2);
    one("expm1", Tensor::expm1);
    one("rsqrt", Tensor::rsqrt);
    one("square", Tensor::square);
    one("copy", Tensor::copy);
    one("detach", Tensor::detach);
    one("to.int64", x -> x.to(DType.INT64));
    one("to.bool", x -> x.to(DType.BOOL));
    put("where", in -> in.get(0).where(in.get(1), in.get(2)));
    two("where.number", (condition, a) -> condition.where(a, -1.5));
    two("where.numberFirst", (condition, b) -> condition.where(-1.5, b));
  }

  private void special() {
    two("fmod", Tensor::fmod);
    one("fmod.number", x -> x.fmod(0.75));
    one("frac", Tensor::frac);
    two("copysign", Tensor::copysign);
    two("hypot", Tensor::hypot);
    one("exp2", Tensor::exp2);
    one("sinc", Tensor::sinc);
    one("logit", Tensor::logit);
    one("logit.eps", x -> x.logit(0.25));
    two("xlogy", Tensor::xlogy);
    put("addcmul", in -> in.get(0).addcmul(in.get(1), in.get(2), 0.75));
    put("addcdiv", in -> in.get(0).addcdiv(in.get(1), in.get(2), 0.75));
  }

  private void trigonometry() {
    one("tan", Tensor::tan);
    one("asin", Tensor::asin);
    one("acos", Tensor::acos);
    one("atan", Tensor::atan);
    one("sinh", Tensor::sinh);
    one("cosh", Tensor::cosh);
    one("asinh", Tensor::asinh);
    one("acosh", Tensor::acosh);
    one("atanh", Tensor::atanh);
  }

  private void statistics() {
    one("median", Tensor::median);
    one("median.values", x -> x.median(1).values());
    one("median.indices", x -> x.median(1).indices());
    one("quantile", x -> x.quantile(0.3, 1, false));
    one("quantile.keep", x -> x.quantile(1, 0, true));
    one("cummax.values", x -> x.cummax(1).values());
    one("cummax.indices", x -> x.cummax(1).indices());
    one("cummin.values", x -> x.cummin(-1).values());
    one("cummin.indices", x -> x.cummin(-1).indices());
    one("logCumSumExp", x -> x.logCumSumExp(1));
    one("countNonzero", Tensor::countNonzero);
    one("countNonzero.axis0", x -> x.countNonzero(0));
    one("nanSum", x -> x.nanSum(false));
    one("nanSum.keep", x -> x.nanSum(true, 1));
    one("nanMean", x -> x.nanMean(false));
    one("nanMean.axis1", x -> x.nanMean(false, 1));
    one("bincount", x -> x.bincount(4));
    one("histc", x -> x.histc(4, -1, 2));
    one("unique.values", x -> x.unique().values());
    one("unique.inverse", x -> x.unique().inverse());
    one("unique.counts", x -> x.unique().counts());
    one("uniqueConsecutive.values", x -> x.uniqueConsecutive().values());
    one("uniqueConsecutive.inverse", x -> x.uniqueConsecutive().inverse());
    one("uniqueConsecutive.counts", x -> x.uniqueConsecutive().counts());
    two("searchSorted", (sequence, values) -> sequence.searchSorted(values, false));
    two("searchSorted.right", (sequence, values) -> sequence.searchSorted(values, true));
  }

  private void observations() {
    one("diff", x -> x.diff(1, -1));
    one("diff.twice", x -> x.diff(2, 0));
    one("diff.none", x -> x.diff(0, 0));
    one("cov", x -> x.cov(1));
    one("cov.all", x -> x.cov(0));
    one("corrcoef", Tensor::corrcoef);
    one("kthvalue.values", x -> x.kthvalue(2, 1).values());
    one("kthvalue.indices", x -> x.kthvalue(2, 1).indices());
    one("trapezoid", x -> x.trapezoid(0.5, 0));
    two("trapezoid.places", (y, x) -> y.trapezoid(x, 1));
    two("trapezoid.first", (y, x) -> y.trapezoid(x, 0));
    two("trapezoid.each", (y, x) -> y.trapezoid(x, 1));
    two("isIn", Tensor::isIn);
  }

  /** Functions that leave NaN out, and those that need a place for what they give. */
  private void gaps() {
    one("nanMedian", Tensor::nanMedian);
    one("nanMedian.values", x -> x.nanMedian(1).values());
    one("nanMedian.indices", x -> x.nanMedian(1).indices());
    one("nanQuantile", x -> x.nanQuantile(0.3, 1, true));
    one("cumulativeTrapezoid", x -> x.cumulativeTrapezoid(0.5, 0));
    two("cumulativeTrapezoid.places", (y, x) -> y.cumulativeTrapezoid(x, 1));
    one("aminmax.min", x -> x.aminmax(false, 1).min());
    one("aminmax.max", x -> x.aminmax(false, 1).max());
    one("varMean.var", x -> x.varMean(0, false, 1).var());
    one("varMean.mean", x -> x.varMean(0, false, 1).mean());
    one("stdMean.std", x -> x.stdMean(1, true).std());
    one("stdMean.mean", x -> x.stdMean(1, true).mean());
    two("heaviside", Tensor::heaviside);
    one("signbit", Tensor::signbit);
    one("deg2rad", Tensor::deg2rad);
    one("rad2deg", Tensor::rad2deg);
    two("logAddExp2", Tensor::logAddExp2);
    one("renorm", x -> x.renorm(2, 0, 2));
    one("renorm.inner", x -> x.renorm(1, -1, 3));
  }

  private void joined() {
    two("hstack", Tensor::hstack);
    two("vstack", Tensor::vstack);
    two("dstack", Tensor::dstack);
    two("columnStack", Tensor::columnStack);
    put("broadcastTensors.first", in -> broadcast(in).get(0));
    put("broadcastTensors.last", in -> broadcast(in).get(2));
    put("cartesianProd", in -> Tensor.cartesianProd(in.toArray(Tensor[]::new)));
    one("combinations", x -> x.combinations(2, false));
    one("combinations.repeated", x -> x.combinations(3, true));
    two("cross", (a, b) -> a.cross(b, -1));
    two("cross.first", (a, b) -> a.cross(b, 0));
    put("multiDot", in -> Tensor.multiDot(in.toArray(Tensor[]::new)));
    one("vander", x -> x.vander(4));
    one("vander.one", x -> x.vander(1));
  }

  private static List<Tensor> broadcast(List<Tensor> in) {
    return Tensor.broadcastTensors(in.toArray(Tensor[]::new));
  }

  private void parts() {
    for (int quarters : new int[] {-1, 0, 1, 2, 3, 5}) {
      one("rot90." + quarters, x -> x.rot90(quarters, 0, 1));
    }
    one("rot90.inner", x -> x.rot90(1, -1, 0));
    two("bucketize", (x, boundaries) -> x.bucketize(boundaries, false));
    two("bucketize.right", (x, boundaries) -> x.bucketize(boundaries, true));
    two("takeAlongDim", (x, indices) -> x.takeAlongDim(indices, 1));
    for (int part : new int[] {0, 3}) {
      one("tensorSplit." + part, x -> x.tensorSplit(4, -1).get(part));
      one("tensorSplit.at." + part, x -> x.tensorSplit(new long[] {2, 1, -2}, 1).get(part));
    }
    one("unravelIndex.rows", x -> x.unravelIndex(2, 3, 4).get(0));
    one("unravelIndex.columns", x -> x.unravelIndex(2, 3, 4).get(2));
  }

  private void windows() {
    window("hannWindow", Tensor::hannWindow);
    window("hammingWindow", Tensor::hammingWindow);
    window("blackmanWindow", Tensor::blackmanWindow);
  }

  private void window(String name, BiFunction<Integer, Boolean, Tensor> window) {
    put(name, in -> window.apply(5, true));
    put(name + ".symmetric", in -> window.apply(5, false));
    put(name + ".one", in -> window.apply(1, true));
    put(name + ".none", in -> window.apply(0, true));
  }

  private void grids() {
    GridSampleOptions usual = GridSampleOptions.defaults();
    GridSampleOptions aligned = usual.withAlignCorners(true);
    GridSampleOptions nearest = usual.withMode(GridSampleOptions.Mode.NEAREST);
    two("gridSample", Tensor::gridSample);
    sampled(".aligned", aligned);
    sampled(".border", usual.withPadding(GridSampleOptions.Padding.BORDER));
    sampled(".reflected", usual.withPadding(GridSampleOptions.Padding.REFLECTION));
    sampled(".reflected.aligned", aligned.withPadding(GridSampleOptions.Padding.REFLECTION));
    sampled(".nearest", nearest);
    sampled(
        ".nearest.border",
        nearest.withPadding(GridSampleOptions.Padding.BORDER).withAlignCorners(true));
    one("affineGrid", maps -> grid(maps, false));
    one("affineGrid.aligned", maps -> grid(maps, true));
  }

  private void sampled(String use, GridSampleOptions options) {
    two("gridSample" + use, (x, grid) -> x.gridSample(grid, options));
  }

  /** Of two maps a grid of 3 x 4, of one of 1 x 2. */
  private static Tensor grid(Tensor maps, boolean alignCorners) {
    return maps.size(0) == 2
        ? maps.affineGrid(3, 4, alignCorners)
        : maps.affineGrid(1, 2, alignCorners);
  }

  private void distances() {
    one("normalize", x -> x.normalize(2, 1, 1e-12));
    one("normalize.p3", x -> x.normalize(3, 0, 1e-12));
    two("cosineSimilarity", (a, b) -> a.cosineSimilarity(b, 1, 1e-8));
    two("pairwiseDistance", (a, b) -> a.pairwiseDistance(b, 2, 1e-6));
    two("pairwiseDistance.p1", (a, b) -> a.pairwiseDistance(b, 1, 1e-6));
    two("cdist", (a, b) -> a.cdist(b, 2));
    two("cdist.p1", (a, b) -> a.cdist(b, 1));
    two("cdist.max", (a, b) -> a.cdist(b, Double.POSITIVE_INFINITY));
    two("outer", Tensor::outer);
    one("trace", Tensor::trace);
  }

  private void activations() {
    one("celu", x -> x.celu(0.75));
    one("selu", Tensor::selu);
    one("logSigmoid", Tensor::logSigmoid);
    one("hardtanh", x -> x.hardtanh(-1.5, 3));
    one("hardshrink", x -> x.hardshrink(1.5));
    one("softshrink", x -> x.softshrink(1.5));
    one("tanhshrink", Tensor::tanhshrink);
    one("threshold", x -> x.threshold(1.5, -4));
    one("glu", x -> x.glu(-1));
    one("glu.axis0", x -> x.glu(0));
    one("gumbelSoftmax", x -> x.gumbelSoftmax(new Generator(3), 0.5, true, 0));
    one("relu", Tensor::relu);
    one("relu6", Tensor::relu6);
    one("leakyRelu", x -> x.leakyRelu(0.2));
    one("elu", x -> x.elu(0.75));
    one("sigmoid", Tensor::sigmoid);
    one("hardsigmoid", Tensor::hardsigmoid);
    one("silu", Tensor::silu);
    one("hardswish", Tensor::hardswish);
    one("mish", Tensor::mish);
    one("softsign", Tensor::softsign);
    one("gelu", Tensor::gelu);
    one("geluTanh", Tensor::geluTanh);
    one("softplus", Tensor::softplus);
    one("softplus.beta", x -> x.softplus(2, 3));
  }

  private void comparisons() {
    two("eq", Tensor::eq);
    two("ne", Tensor::ne);
    two("lt", Tensor::lt);
    two("le", Tensor::le);
    two("gt", Tensor::gt);
    two("ge", Tensor::ge);
    one("eq.number", x -> x.eq(2));
    one("ne.number", x -> x.ne(2));
    one("lt.number", x -> x.lt(2));
    one("le.number", x -> x.le(2));
    one("gt.number", x -> x.gt(2));
    one("ge.number", x -> x.ge(2));
  }

  private void logic() {
    one("not", Tensor::not);
    two("and", Tensor::and);
    two("or", Tensor::or);
    two("xor", Tensor::xor);
    one("isNaN", Tensor::isNaN);
    one("isInf", Tensor::isInf);
    one("isFinite", Tensor::isFinite);
    two("isClose", (a, b) -> a.isClose(b, 1e-3, 1e-2, false));
    two("isClose.equalNaN", (a, b) -> a.isClose(b, 1e-3, 1e-2, true));
    two("allClose", (a, b) -> Tensor.of(new boolean[] {a.allClose(b, 1e-3, 1e-2)}));
    one("any", Tensor::any);
    one("any.axis1", x -> x.any(false, 1));
    one("all", Tensor::all);
    one("all.keep", x -> x.all(true, 0));
  }

  private void reductions() {
    one("sum", Tensor::sum);
    one("sum.axis0", x -> x.sum(false, 0));
    one("sum.axes02keep", x -> x.sum(true, 0, 2));
    one("sum.last", x -> x.sum(false, -1));
    one("sum.all.keep", x -> x.sum(true));
    one("prod", Tensor::prod);
    one("prod.axis1", x -> x.prod(1, false));
    one("prod.keep", x -> x.prod(-1, true));
    one("mean", Tensor::mean);
    one("mean.axis0", x -> x.mean(false, 0));
    one("mean.axes02keep", x -> x.mean(true, 2, 0));
    one("mean.last", x -> x.mean(false, -1));
    one("mean.all.keep", x -> x.mean(true));
    one("max", Tensor::max);
    one("max.axis0", x -> x.max(false, 0));
    one("max.axes02keep", x -> x.max(true, 0, -1));
    one("min", Tensor::min);
    one("min.axis0", x -> x.min(false, 0));
    one("min.axes02keep", x -> x.min(true, 0, -1));
    one("var", Tensor::var);
    one("var.axis0", x -> x.var(1, false, 0));
    one("var.population.keep", x -> x.var(0, true, 1, 2));
    one("std", Tensor::std);
    one("std.axis0", x -> x.std(1, false, 0));
    one("std.population.keep", x -> x.std(0, true, 1, 2));
    one("norm", Tensor::norm);
    for (double p : new double[] {1, 2, 3.5, Double.POSITIVE_INFINITY}) {
      one("norm." + p, x -> x.norm(p, false, 1));
    }
    one("norm.keep", x -> x.norm(2, true, 0, 2));
    one("argmin", x -> x.argmin(1));
    one("maxAt.values", x -> x.maxAt(1).values());
    one("maxAt.indices", x -> x.maxAt(1).indices());
    one("minAt.values", x -> x.minAt(0).values());
    one("minAt.indices", x -> x.minAt(0).indices());
    one("argmax", x -> x.argmax(1));
    one("argmax.all", Tensor::argmax);
    one("argmax.keep", x -> x.argmax(-1, true));
    one("argmin.all", Tensor::argmin);
    one("argmin.keep", x -> x.argmin(0, true));
    one("cumsum", x -> x.cumsum(1));
    one("cumsum.truth", x -> x.gt(0).cumsum(1));
    one("cumprod", x -> x.cumprod(1));
    one("maxPool1d", x -> x.maxPool1d(2));
    one("maxPool1d.overlapping", x -> x.maxPool1d(3, 2, 1, 1));
    one("maxPool1d.dilated", x -> x.maxPool1d(3, 1, 1, 2));
    one("logSumExp.last", x -> x.logSumExp(-1, false));
    one("logSumExp.axis1", x -> x.logSumExp(1, false));
    one("logSumExp.keep", x -> x.logSumExp(0, true));
    one("softmax.last", x -> x.softmax(-1));
    one("softmax.axis1", x -> x.softmax(1));
    one("logSoftmax.last", x -> x.logSoftmax(-1));
    one("logSoftmax.axis1", x -> x.logSoftmax(1));
  }

  private void shapes() {
    one("reshape", x -> x.reshape(3, -1));
    one("flatten", Tensor::flatten);
    one("flatten.from1", x -> x.flatten(1));
    one("flatten.from0to1", x -> x.flatten(0, 1));
    one("flatten.from1to2", x -> x.flatten(-3, 2));
    one("unsqueeze.first", x -> x.unsqueeze(0));
    one("unsqueeze.last", x -> x.unsqueeze(-1));
    one("squeeze.middle", x -> x.squeeze(1));
    one("permute", x -> x.permute(2, 0, 1));
    one("transpose", x -> x.transpose(0, -1));
    one("movedim", x -> x.movedim(0, -1));
    one("movedim.back", x -> x.movedim(2, 1));
    one("unflatten", x -> x.unflatten(1, 2, -1));
    two("expandAs", Tensor::expandAs);
    one("diagEmbed", Tensor::diagEmbed);
    one("pad.number", x -> x.pad(1, 2, 1, -1.5));
    two("meshgrid.first", (a, b) -> Tensor.meshgrid(a, b).get(0));
    two("meshgrid.second", (a, b) -> Tensor.meshgrid(a, b).get(1));
    one("t", Tensor::t);
    one("expand", x -> x.expand(2, 3, 4));
    one("expand.none", x -> x.expand(2, 3, 0));
    one("slice.middle", x -> x.slice(1, 1, 3));
    one("slice.step", x -> x.slice(-1, 1, 8, 3));
    one("slice.none", x -> x.slice(1, 2, 2));
    one("slice.backwards", x -> x.slice(1, -1, 1, -2));
    one("flip", x -> x.flip(0, -1));
    one("view", x -> x.view(3, -1));
    one("squeeze.all", Tensor::squeeze);
    one("narrow", x -> x.narrow(1, -3, 2));
    one("select", x -> x.select(1, -2));
    one("split.size", x -> x.split(3, 1).get(1));
    one("split.sizes", x -> x.split(new long[] {1, 4, 3}, 1).get(1));
    one("chunk", x -> x.chunk(3, -1).get(2));
    one("unbind", x -> x.unbind(1).get(2));
    one("unfold.apart", x -> x.unfold(1, 2, 3));
    one("unfold.overlapping", x -> x.unfold(0, 3, 1));
    one("diagonal.main", Tensor::diagonal);
    one("diagonal.below", x -> x.diagonal(-1, 2, 0));
    one("diagonal.above", x -> x.diagonal(2, 0, 1));
    one("get.first", x -> x.get(0));
    one("get.last", x -> x.get(-1));
    one("pad", x -> x.pad(1, 2, 1));
    put("concat.axis0", in -> Tensor.concat(0, in.toArray(Tensor[]::new)));
    put("concat.last", in -> Tensor.concat(-1, in.toArray(Tensor[]::new)));
    put("stack.axis0", in -> Tensor.stack(0, in.toArray(Tensor[]::new)));
    put("stack.last", in -> Tensor.stack(-1, in.toArray(Tensor[]::new)));
  }

  private void replacing() {
    put("scatter.axis0", in -> in.get(0).scatter(0, in.get(1), in.get(2)));
    put("scatter.last", in -> in.get(0).scatter(-1, in.get(1), in.get(2)));
    two("scatter.number", (x, index) -> x.scatter(1, index, 2.5));
    for (ScatterReduction kind : ScatterReduction.values()) {
      String name = "scatterReduce." + kind.name().toLowerCase(Locale.ROOT);
      put(name, in -> in.get(0).scatterReduce(0, in.get(1), in.get(2), kind));
      put(name + ".rest", in -> in.get(0).scatterReduce(-1, in.get(1), in.get(2), kind, false));
    }
    put(
        "scatterReduceInPlace",
        in -> {
          Tensor x = in.get(0).copy();
          return x.scatterReduceInPlace(0, in.get(1), in.get(2), ScatterReduction.MAX, true);
        });
    put("indexPut", in -> in.get(0).indexPut(in.subList(2, in.size()), in.get(1)));
    put("indexPut.sum", in -> in.get(0).indexPut(in.subList(2, in.size()), in.get(1), true));
    two("indexFill", (x, index) -> x.indexFill(0, index, 2.5));
    two("indexFill.last", (x, index) -> x.indexFill(-1, index, -1.5));
    put("indexCopy", in -> in.get(0).indexCopy(0, in.get(1), in.get(2)));
    put("indexCopy.last", in -> in.get(0).indexCopy(-1, in.get(1), in.get(2)));
    put("indexAdd.first", in -> in.get(0).indexAdd(0, in.get(1), in.get(2)));
    put("indexAdd.last", in -> in.get(0).indexAdd(-1, in.get(1), in.get(2)));
    put("maskedScatter", in -> in.get(0).maskedScatter(in.get(1), in.get(2)));
    put(
        "indexPutInPlace",
        in -> in.get(0).copy().indexPutInPlace(in.subList(2, in.size()), in.get(1)));
    put(
        "indexPutInPlace.sum",
        in -> in.get(0).copy().indexPutInPlace(in.subList(2, in.size()), in.get(1), true));
    two("indexFillInPlace", (x, index) -> x.copy().indexFillInPlace(0, index, 2.5));
    put("indexCopyInPlace", in -> in.get(0).copy().indexCopyInPlace(0, in.get(1), in.get(2)));
    put("indexAddInPlace", in -> in.get(0).copy().indexAddInPlace(0, in.get(1), in.get(2)));
    put("scatterInPlace", in -> in.get(0).copy().scatterInPlace(0, in.get(1), in.get(2)));
    two("scatterInPlace.number", (x, index) -> x.copy().scatterInPlace(0, index, 2.5));
    put("scatterAddInPlace", in -> in.get(0).copy().scatterAddInPlace(0, in.get(1), in.get(2)));
    two("maskedFillInPlace", (x, mask) -> x.copy().maskedFillInPlace(mask, 2.5));
    put("maskedScatterInPlace", in -> in.get(0).copy().maskedScatterInPlace(in.get(1), in.get(2)));
    put(
        "indexPutInPlace.view",
        in -> {
          Tensor y = in.get(0).mul(2);
          y.slice(1, 1, 3).t().indexPutInPlace(List.of(in.get(1)), in.get(2));
          return y;
        });
  }

  private void indexing() {
    two("indexSelect", (x, indices) -> x.indexSelect(0, indices));
    two("indexSelect.columns", (x, indices) -> x.indexSelect(1, indices));
    two("pick", Tensor::pick);
    one("oneHot", x -> x.oneHot(4));
    two("gather.axis0", (x, index) -> x.gather(0, index));
    two("gather.last", (x, index) -> x.gather(-1, index));
    put("scatterAdd.axis0", in -> in.get(0).scatterAdd(0, in.get(1), in.get(2)));
    put("scatterAdd.last", in -> in.get(0).scatterAdd(-1, in.get(1), in.get(2)));
    for (boolean isDescending : new boolean[] {false, true}) {
      String order = isDescending ? ".falling" : "";
      one("argsort" + order, x -> x.argsort(-1, isDescending));
      one("sort.values" + order, x -> x.sort(0, isDescending).values());
      one("sort.indices" + order, x -> x.sort(0, isDescending).indices());
      String end = isDescending ? ".largest" : ".smallest";
      one("topk.values" + end, x -> x.topk(3, 1, isDescending).values());
      one("topk.indices" + end, x -> x.topk(3, 1, isDescending).indices());
    }
    put("index", in -> in.get(0).index(in.subList(1, in.size()).toArray(Tensor[]::new)));
    one("multinomial", x -> x.multinomial(new Generator(3), 2, true));
    one("nonzero", Tensor::nonzero);
    two("maskedSelect", Tensor::maskedSelect);
    two("maskedFill", (x, mask) -> x.maskedFill(mask, -1.5));
    one("triu", Tensor::triu);
    one("triu.above", x -> x.triu(1));
    one("tril", Tensor::tril);
    one("tril.below", x -> x.tril(-1));
    one("roll", x -> x.roll(-2, 1));
    one("roll.over", x -> x.roll(7, 0));
    one("repeat", x -> x.repeat(2, 1, 3));
    one("repeatInterleave", x -> x.repeatInterleave(3, 1));
  }

  private void products() {
    for (String equation : EQUATIONS) {
      put(
          "einsum." + equation.replace(' ', '_'),
          in -> Tensor.einsum(equation, in.toArray(Tensor[]::new)));
    }

    two("matmul", Tensor::matmul);
    two("matmulTransposed", Tensor::matmulTransposed);
    two("matmul.bothTransposed", (a, b) -> apply(new MatMul(true, true), a, b));
    two("matmul.leftTransposed", (a, b) -> apply(new MatMul(true, false), a, b));
    two("dot", Tensor::dot);
    two("solve", Tensor::solve);
    two("solveTriangular", (a, b) -> a.solveTriangular(b, false));
    two("solveTriangular.upper", (a, b) -> a.solveTriangular(b, true));
    two("lstsq", Tensor::lstsq);
    one("pinv", Tensor::pinv);
    one("matrixRank", Tensor::matrixRank);
    two("choleskySolve", (b, factor) -> b.choleskySolve(factor, false));
    two("choleskySolve.upper", (b, factor) -> b.choleskySolve(factor, true));
    one("choleskyInverse", factor -> factor.choleskyInverse(false));
    one("choleskyInverse.upper", factor -> factor.choleskyInverse(true));
    for (double order : new double[] {1, -1, 2, -2}) {
      one("matrixNorm." + (int) order, a -> a.matrixNorm(order, false));
      one("cond." + (int) order, a -> a.cond(order));
    }
    one("matrixNorm.max", a -> a.matrixNorm(Double.POSITIVE_INFINITY, true));
    one("matrixNorm.min", a -> a.matrixNorm(Double.NEGATIVE_INFINITY, true));
    one("inv", Tensor::inv);
    one("cholesky", Tensor::cholesky);
    one("qr.q", a -> a.qr().q());
    one("qr.r", a -> a.qr().r());
    // The signs of vectors are left open.
    one("svd.u", a -> a.svd(false).u().square());
    one("svd.s", a -> a.svd().s());
    one("svd.vh", a -> a.svd(false).vh().square());
    one("eigh.values", a -> a.eigh().eigenvalues());
    one("eigh.vectors", a -> a.eigh().eigenvectors().square());
    one("det", Tensor::det);
    one("det.gradient", GoldenFunctions::gradientOfDet);
    one("slogdet.sign", a -> a.slogdet().sign());
    one("slogdet.log", a -> a.slogdet().logAbsDet());

    AttentionOptions options = AttentionOptions.defaults();
    attention("", in -> options);
    attention(".scaled", in -> options.withScale(0.3));
    attention(".causal", in -> options.withCausal(true));
    attention(".masked", in -> options.withMask(in.get(3)));
  }

  private void tensorProducts() {
    put("addmm", in -> in.get(0).addmm(in.get(1), in.get(2), 0.5, 2));
    put("addmm.none", in -> in.get(0).addmm(in.get(1), in.get(2), 0, 1));
    two("kron", Tensor::kron);
    two("tensordot", (a, b) -> a.tensordot(b, new int[] {1}, new int[] {0}));
    two("tensordot.two", (a, b) -> a.tensordot(b, new int[] {2, 0}, new int[] {1, 2}));
    two("tensordot.all", (a, b) -> a.tensordot(b, new int[] {0, 1}, new int[] {0, 1}));
    two("tensordot.none", (a, b) -> a.tensordot(b, new int[0], new int[0]));
    put("blockDiag", in -> Tensor.blockDiag(in.toArray(Tensor[]::new)));
    for (int exponent : new int[] {-2, 0, 1, 5}) {
      one("matrixPower." + exponent, x -> x.matrixPower(exponent));
    }
  }

  private void attention(String use, Function<List<Tensor>, AttentionOptions> options) {
    put(
        "scaledDotProductAttention" + use,
        in -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2), options.apply(in)));
  }

  private void pools() {
    long[] one = {1};
    long[] two = {2};
    one("maxPool2d", x -> x.maxPool2d(2));
    one("maxPool2d.overlapping", x -> x.maxPool2d(3, 2, 1, 1));
    one("maxPool", x -> x.maxPool(2, new long[] {2, 3}, two, one, one, true));
    one("maxPoolIndices", x -> x.maxPoolIndices(2, new long[] {2, 3}, two, one, one, true));
    one("avgPool2d", x -> x.avgPool2d(2));
    one("avgPool", x -> x.avgPool(2, new long[] {2, 3}, two, one, true, false));
    one("adaptiveAvgPool", x -> x.adaptiveAvgPool(2, 3));
    one("adaptiveMaxPool", x -> x.adaptiveMaxPool(2, 3));
    one("resizeNearest", x -> x.resizeNearest(5, 2));
    one("resizeLinear", x -> x.resizeLinear(false, 5, 2));
    one("resizeLinear.aligned", x -> x.resizeLinear(true, 5, 7));
    one("pixelShuffle", x -> x.pixelShuffle(2));
    one("pad.reflect", x -> x.pad(-1, 2, 1, PaddingMode.REFLECT));
    one("pad.replicate", x -> x.pad(-1, 2, 1, PaddingMode.REPLICATE));
    one("pad.circular", x -> x.pad(-1, 2, 1, PaddingMode.CIRCULAR));
  }

  private void convolutions() {
    put("conv1d", in -> in.get(0).conv1d(in.get(1), in.get(2)));
    two("conv2d", (x, weight) -> x.conv2d(weight, null));
    two("conv2d.grouped", (x, weight) -> x.conv2d(weight, null, 2, 1, 1, 2));
    put("conv3d", in -> in.get(0).conv3d(in.get(1), in.get(2)));
    long[] none = {0};
    long[] one = {1};
    long[] two = {2};
    long[] ends = {2, 0};
    put(
        "convolution",
        in -> in.get(0).convolution(in.get(1), in.get(2), new long[] {1, 2}, ends, two, 1));
    put(
        "convTranspose",
        in -> in.get(0).convTranspose(in.get(1), in.get(2), two, one, new long[] {1, 0}, one, 2));
    two("convTranspose.plain", (x, w) -> x.convTranspose(w, null, one, none, none, one, 1));
  }

  private void inPlace() {
    two("addInPlace", (x, y) -> x.addInPlace(y));
    two("addInPlace.scaled", (x, y) -> x.addInPlace(y, -0.75));
    one("addInPlace.number", x -> x.addInPlace(1.5));
    two("subInPlace", (x, y) -> x.subInPlace(y));
    two("mulInPlace", (x, y) -> x.mulInPlace(y));
    one("mulInPlace.number", x -> x.mulInPlace(1.5));
    two("divInPlace", (x, y) -> x.divInPlace(y));
    two("copyInPlace", (x, y) -> x.copyInPlace(y));
    one("subInPlace.number", x -> x.subInPlace(1.5));
    one("divInPlace.number", x -> x.divInPlace(1.5));
    one("clampInPlace", x -> x.clampInPlace(-1.01, 1.01));
    two("lerpInPlace", (x, end) -> x.lerpInPlace(end, 0.25));
    one("zeroInPlace", Tensor::zeroInPlace);
    one("fillInPlace", x -> x.fillInPlace(2.5));
  }

  private void filled() {
    one("expInPlace", x -> x.copy().expInPlace());
    one("sqrtInPlace", x -> x.copy().sqrtInPlace());
    one("negInPlace", x -> x.copy().negInPlace());
    one("absInPlace", x -> x.copy().absInPlace());
    one("tanhInPlace", x -> x.copy().tanhInPlace());
    one("sigmoidInPlace", x -> x.copy().sigmoidInPlace());
    one("reluInPlace", x -> x.copy().reluInPlace());
    put("addcmulInPlace", in -> in.get(0).copy().addcmulInPlace(in.get(1), in.get(2), 0.75));
    put("addcdivInPlace", in -> in.get(0).copy().addcdivInPlace(in.get(1), in.get(2), 0.75));
    one("normalInPlace", x -> x.normalInPlace(Generator.threadDefault(), 1.5, 0));
    one("uniformInPlace", x -> x.uniformInPlace(Generator.threadDefault(), 2.5, 2.5));
    one("bernoulliInPlace", x -> x.bernoulliInPlace(Generator.threadDefault(), 1));
  }

  private void creation() {
    put("zeros", in -> Tensor.zeros(2, 3));
    put("ones", in -> Tensor.ones(2, 3));
    put("full", in -> Tensor.full(Shape.of(2, 3), 7, DType.INT32, Device.cpu()));
    put("arange", in -> Tensor.arange(5));
    put("arange.from", in -> Tensor.arange(2, 5));
    put("arange.steps", in -> Tensor.arange(3, 11, 3));
    put("arange.down", in -> Tensor.arange(5, -4, -3));
    one("zerosLike", Tensor::zerosLike);
    one("onesLike", Tensor::onesLike);
    one("fullLike", x -> Tensor.fullLike(x, 7));
    put("linspace", in -> Tensor.linspace(-1, 2, 5));
    put("linspace.one", in -> Tensor.linspace(3, 9, 1));
    put("eye", in -> Tensor.eye(3));
  }

  private void triangles() {
    put("logspace", in -> Tensor.logspace(-2, 2, 5, 10));
    put("logspace.two", in -> Tensor.logspace(0, 1.5, 4, 2));
    put("trilIndices", in -> Tensor.trilIndices(3, 4, 0));
    put("trilIndices.below", in -> Tensor.trilIndices(4, 2, -1));
    put("triuIndices", in -> Tensor.triuIndices(3, 4, 0));
    put("triuIndices.above", in -> Tensor.triuIndices(4, 3, 1));
  }

  private void ops() {
    two("indexAdd", (x, indices) -> apply(new IndexAdd(0, 5), x, indices));
    ViewScatter columns = new ViewScatter(List.of(new Slice(1, 1, 2, 2)));
    two("viewScatter", (x, values) -> apply(columns, x, values));
    one("spread", x -> apply(new Pad(1, 1, 3, 7), x));
    one("fillLike", x -> apply(new FillLike(2.5), x));
  }

  private static Tensor apply(Op op, Tensor... inputs) {
    Value[] values = new Value[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      values[i] = inputs[i].value();
    }
    return Tensor.ofValue(Autograd.builder().apply(op, values));
  }
}
