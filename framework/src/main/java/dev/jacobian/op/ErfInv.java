package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;

/**
 * The inverse of Gauss' error function: {@code erf(y) = x}; {@code dx = dy sqrt(pi) / 2 e^(y^2)}.
 * It is infinite at -1 and 1, and NaN outside. Input: floating point. Source: M. Giles,
 * "Approximating the erfinv function", 2012, whose polynomials of {@code -ln(1 - x^2)} have
 * relative errors of 2.5e-7 and 7e-16. PyTorch equivalent: {@code torch.erfinv}.
 */
public record ErfInv() implements ElementwiseOp {
  private static final Piece[] FLOAT32 = {
    new Piece(
        5,
        2.5,
        new double[] {
          2.81022636e-08,
          3.43273939e-07,
          -3.5233877e-06,
          -4.39150654e-06,
          0.00021858087,
          -0.00125372503,
          -0.00417768164,
          0.246640727,
          1.50140941
        }),
    new Piece(
        Double.POSITIVE_INFINITY,
        3,
        new double[] {
          -0.000200214257,
          0.000100950558,
          0.00134934322,
          -0.00367342844,
          0.00573950773,
          -0.0076224613,
          0.00943887047,
          1.00167406,
          2.83297682
        })
  };

  private static final Piece[] FLOAT64 = {
    new Piece(
        6.25,
        3.125,
        new double[] {
          -3.64441206401782e-21,
          -1.6850591381820166e-19,
          1.28584807152564e-18,
          1.1157877678025181e-17,
          -1.333171662854621e-16,
          2.0972767875968562e-17,
          6.637638134358324e-15,
          -4.054566272975207e-14,
          -8.151934197605472e-14,
          2.6335093153082323e-12,
          -1.2975133253453532e-11,
          -5.415412054294628e-11,
          1.0512122733215323e-09,
          -4.112633980346984e-09,
          -2.9070369957882005e-08,
          4.2347877827932404e-07,
          -1.3654692000834679e-06,
          -1.3882523362786469e-05,
          0.00018673420803405714,
          -0.000740702534166267,
          -0.006033670871430149,
          0.24015818242558962,
          1.6536545626831027
        }),
    new Piece(
        16,
        3.25,
        new double[] {
          2.2137376921775787e-09,
          9.075656193888539e-08,
          -2.7517406297064545e-07,
          1.8239629214389228e-08,
          1.5027403968909828e-06,
          -4.013867526981546e-06,
          2.9234449089955446e-06,
          1.2475304481671779e-05,
          -4.7318229009055734e-05,
          6.828485145957318e-05,
          2.4031110387097894e-05,
          -0.0003550375203628475,
          0.0009532893797373805,
          -0.0016882755560235047,
          0.002491442096107851,
          -0.003751208507569241,
          0.005370914553590064,
          1.0052589676941592,
          3.0838856104922208
        }),
    new Piece(
        Double.POSITIVE_INFINITY,
        5,
        new double[] {
          -2.7109920616438573e-11,
          -2.555641816996525e-10,
          1.5076572693500548e-09,
          -3.789465440126737e-09,
          7.61570120807834e-09,
          -1.496002662714924e-08,
          2.914795345090108e-08,
          -6.771199775845234e-08,
          2.2900482228026655e-07,
          -9.9298272942317e-07,
          4.526062597223154e-06,
          -1.968177810553167e-05,
          7.599527703001776e-05,
          -0.00021503011930044477,
          -0.00013871931833623122,
          1.0103004648645344,
          4.849906401408584
        })
  };

  /**
   * A polynomial, of a number below a limit less its middle, or of the root of a larger one.
   *
   * @param coefficients of the highest power first
   */
  @SuppressWarnings("ArrayRecordComponent") // a table
  private record Piece(double limit, double middle, double[] coefficients) {
    Expr of(Expr x) {
      Expr from = x.add(-middle);
      Expr sum = x.number(coefficients[0]);
      for (int i = 1; i < coefficients.length; i++) {
        sum = sum.mul(from).add(coefficients[i]);
      }
      return sum;
    }
  }

  @Override
  public String name() {
    return "erfinv";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return Axes.floating(name(), inputs[0]);
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr x = inputs[0];
    Expr product = x.neg().add(1).mul(x.add(1));
    Expr w = product.apply(UnaryFunction.LOG).neg();
    Expr root = w.apply(UnaryFunction.SQRT);
    Piece[] pieces = x.dtype() == DType.FLOAT64 ? FLOAT64 : FLOAT32;
    Expr factor = pieces[pieces.length - 1].of(root);
    for (int i = pieces.length - 2; i >= 0; i--) {
      Expr isBelow = w.apply(BinaryFunction.LT, x.number(pieces[i].limit));
      factor = isBelow.where(pieces[i].of(i == 0 ? w : root), factor);
    }
    Expr isEnd = product.apply(BinaryFunction.EQ, x.number(0));
    return x.mul(isEnd.where(x.number(Double.POSITIVE_INFINITY), factor));
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    Expr slope = output.mul(output).apply(UnaryFunction.EXP).mul(Math.sqrt(Math.PI) / 2);
    return gradient.mul(slope);
  }
}
