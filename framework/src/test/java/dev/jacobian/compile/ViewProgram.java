package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program of views, changes in place and gradients, as goldens_views.py writes it: see there. The
 * tensors that it begins with are made first, so that a compiled function may be given them.
 */
final class ViewProgram {
  private final String[] steps;
  private final List<Tensor> leaves = new ArrayList<>();
  private final List<Tensor> data = new ArrayList<>();
  private int position;

  ViewProgram(String text) {
    this.steps = text.split(";");
    int next = 0;
    for (String step : steps) {
      String[] words = step.split(" ");
      if (words[0].equals("leaf") || words[0].equals("data")) {
        long[] dims = longs(words[1]);
        double[] values = new double[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (((next + i) * 37 + 11) % 64 - 31) / 16.0;
        }
        next += values.length;
        Tensor tensor = Tensor.of(values, dims);
        (words[0].equals("leaf") ? leaves : data).add(tensor);
      }
    }
    leaves.forEach(leaf -> leaf.setRequiresGrad(true));
  }

  /** Returns the tensors that require a gradient. */
  List<Tensor> leaves() {
    return leaves;
  }

  /** Returns the other tensors that the program begins with. */
  List<Tensor> data() {
    return data;
  }

  /** Returns the number of the step that ran last, from 0. */
  int position() {
    return position;
  }

  /**
   * Runs the steps.
   *
   * @param given stands for {@link #data}
   * @return all variables, in the order of making
   */
  List<Tensor> run(List<Tensor> given) {
    List<Tensor> variables = new ArrayList<>();
    int nextLeaf = 0;
    int nextData = 0;
    try (Autograd.Guard outer = Autograd.enableGrad()) {
      for (position = 0; position < steps.length; position++) {
        String[] words = steps[position].split(" ");
        switch (words[0]) {
          case "leaf" -> variables.add(leaves.get(nextLeaf++));
          case "data" -> variables.add(given.get(nextData++));
          case "nograd", "grad" ->
              // The outer guard ends whatever mode was set last.
              setMode(words[0].equals("grad"));
          default -> run(words, variables);
        }
      }
    }
    return variables;
  }

  @SuppressWarnings({"resource", "MustBeClosed"})
  private static void setMode(boolean isRecorded) {
    if (isRecorded) {
      Autograd.enableGrad();
    } else {
      Autograd.noGrad();
    }
  }

  private static void run(String[] words, List<Tensor> variables) {
    Tensor x = variables.get(Integer.parseInt(words[1]));
    long[] n = words.length > 2 ? longs(words[2]) : new long[0];
    int a = n.length == 1 ? (int) n[0] : 0;
    switch (words[0]) {
      case "view" -> variables.add(x.view(n));
      case "reshape" -> variables.add(x.reshape(n));
      case "flatten" -> variables.add(x.flatten());
      case "transpose" -> variables.add(x.transpose(a, integer(words[3])));
      case "permute" ->
          variables.add(x.permute(Arrays.stream(n).mapToInt(axis -> (int) axis).toArray()));
      case "slice" ->
          variables.add(x.slice(a, integer(words[3]), integer(words[4]), integer(words[5])));
      case "narrow" -> variables.add(x.narrow(a, integer(words[3]), integer(words[4])));
      case "select" -> variables.add(x.select(a, integer(words[3])));
      case "get" -> variables.add(x.get(a));
      case "expand" -> variables.add(x.expand(n));
      case "squeeze" -> variables.add(x.squeeze(a));
      case "unsqueeze" -> variables.add(x.unsqueeze(a));
      case "unfold" -> variables.add(x.unfold(a, integer(words[3]), integer(words[4])));
      case "diagonal" -> variables.add(x.diagonal(a, integer(words[3]), integer(words[4])));
      case "split" -> variables.addAll(x.split(a, integer(words[3])));
      case "chunk" -> variables.addAll(x.chunk(a, integer(words[3])));
      case "unbind" -> variables.addAll(x.unbind(a));
      case "detach" -> variables.add(x.detach());
      case "contiguous" -> variables.add(x.contiguous());
      case "exp" -> variables.add(x.exp());
      case "sumto" -> variables.add(x.sum());
      case "add" -> variables.add(x.add(variables.get(a)));
      case "mul" -> variables.add(x.mul(variables.get(a)));
      case "sub" -> variables.add(x.sub(variables.get(a)));
      case "add_" -> x.addInPlace(variables.get(a));
      case "mul_" -> x.mulInPlace(variables.get(a));
      case "sub_" -> x.subInPlace(variables.get(a));
      case "copy_" -> x.copyInPlace(variables.get(a));
      case "fill_" -> x.fillInPlace(Double.parseDouble(words[2]));
      case "adds_" -> x.addInPlace(Double.parseDouble(words[2]));
      case "muls_" -> x.mulInPlace(Double.parseDouble(words[2]));
      case "backward" -> x.mul(x).sum().backward(true);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static int integer(String text) {
    return Integer.parseInt(text);
  }

  private static long[] longs(String text) {
    return text.matches("-?[0-9,]+")
        ? Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray()
        : new long[0];
  }
}
