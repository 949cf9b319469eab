package dev.jacobian.tensor;

import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Sums of products of tensors with labelled axes: {@link Tensor#einsum}. */
final class Einsum {
  private static final String ELLIPSIS = "...";

  /** The label of the last axis of an ellipsis; those before it have the labels before it. */
  private static final char LAST_OF_ELLIPSIS = ' ';

  /** A tensor and a label for each axis, no label twice. */
  private record Labelled(Tensor tensor, String labels) {
    boolean has(char label) {
      return labels.indexOf(label) >= 0;
    }

    long size(char label) {
      return tensor.size(labels.indexOf(label));
    }

    String only(String wanted) {
      return labels
          .chars()
          .filter(label -> wanted.indexOf(label) >= 0)
          .mapToObj(Character::toString)
          .collect(Collectors.joining());
    }

    /** Returns the sum over the axes whose labels are not among those kept. */
    Labelled summed(String kept) {
      int[] axes =
          labels.chars().filter(label -> kept.indexOf(label) < 0).map(labels::indexOf).toArray();
      return axes.length == 0 ? this : new Labelled(tensor.sum(false, axes), only(kept));
    }

    /** Returns the axes in the order of labels, all of this tensor's. */
    Tensor inOrder(String order) {
      int[] axes = order.chars().map(labels::indexOf).toArray();
      return order.equals(labels) ? tensor : tensor.permute(axes);
    }
  }

  private final String equation;
  private final Tensor[] operands;

  private Einsum(String equation, Tensor[] operands) {
    this.equation = equation;
    this.operands = operands;
  }

  static Tensor of(String equation, Tensor... operands) {
    return new Einsum(equation, operands).compute();
  }

  private Tensor compute() {
    String text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    String left = arrow < 0 ? text : text.substring(0, arrow);
    String[] parts = left.split(",", -1);
    if (parts.length != operands.length || operands.length == 0) {
      throw refused("for " + operands.length + " operands", "labels for each operand");
    }
    String ellipsis = ellipsis(parts);
    List<Labelled> factors = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      factors.add(labelled(i, labels(parts[i], ellipsis, i), operands[i]));
    }
    String result = arrow < 0 ? impliedResult(parts, ellipsis) : result(text, arrow, ellipsis);
    requireKnown(result, factors);
    return contract(withoutStretched(factors), result).inOrder(result);
  }

  /** Returns labels for as many axes as the largest ellipsis stands for. */
  private String ellipsis(String... parts) {
    int most = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].contains(ELLIPSIS)) {
        most = Math.max(most, operands[i].shape().rank() - parts[i].length() + ELLIPSIS.length());
      }
    }
    StringBuilder labels = new StringBuilder();
    for (int i = most - 1; i >= 0; i--) {
      labels.append((char) (LAST_OF_ELLIPSIS - i));
    }
    return labels.toString();
  }

  private String labels(String part, String ellipsis, int operand) {
    int rank = operands[operand].shape().rank();
    int named = part.replace(ELLIPSIS, "").length();
    boolean isOpen = part.contains(ELLIPSIS);
    requireLetters(part);
    if (isOpen ? rank < named : rank != named) {
      throw refused(
          "where operand " + operand + " is " + operands[operand].shape(),
          "a letter for each of its " + rank + " axes, or ...");
    }
    return part.replace(
        ELLIPSIS, isOpen ? ellipsis.substring(ellipsis.length() - rank + named) : "");
  }

  private String result(String text, int arrow, String ellipsis) {
    String part = text.substring(arrow + 2);
    requireLetters(part);
    return part.replace(ELLIPSIS, ellipsis);
  }

  private void requireLetters(String part) {
    String letters = part.replaceFirst("\\.\\.\\.", "");
    if (!letters.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
      throw refused("with the part \"" + part + "\"", "letters, and ... once at most");
    }
  }

  private static String impliedResult(String[] parts, String ellipsis) {
    String all = String.join("", parts).replace(ELLIPSIS, "");
    String once =
        all.chars()
            .filter(label -> all.indexOf(label) == all.lastIndexOf(label))
            .sorted()
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return ellipsis + once;
  }

  private void requireKnown(String result, List<Labelled> factors) {
    for (int i = 0; i < result.length(); i++) {
      char label = result.charAt(i);
      if (factors.stream().noneMatch(factor -> factor.has(label))) {
        throw refused("with the result's axis " + label, "an axis of an operand");
      }
      if (result.indexOf(label) != result.lastIndexOf(label)) {
        throw refused("with " + label + " twice in the result", "each axis once");
      }
    }
  }

  /** Returns an operand whose labels are different, after diagonals were taken. */
  private Labelled labelled(int operand, String labels, Tensor tensor) {
    for (int i = 0; i < labels.length(); i++) {
      char label = labels.charAt(i);
      int first = labels.indexOf(label);
      int second = labels.lastIndexOf(label);
      if (first != second) {
        if (tensor.size(first) != tensor.size(second)) {
          throw refused(
              "where "
                  + label
                  + " is "
                  + tensor.size(first)
                  + " and "
                  + tensor.size(second)
                  + " in operand "
                  + operand,
              "equal sizes of an axis that stands twice");
        }
        String others =
            new StringBuilder(labels).deleteCharAt(second).deleteCharAt(first).toString();
        return labelled(operand, others + label, tensor.diagonal(0, first, second));
      }
    }
    return new Labelled(tensor, labels);
  }

  /** Returns factors without the axes of size 1 that are larger in another factor. */
  private List<Labelled> withoutStretched(List<Labelled> factors) {
    List<Labelled> fitting = new ArrayList<>();
    for (Labelled factor : factors) {
      Labelled left = factor;
      for (char label : factor.labels().toCharArray()) {
        long size = largest(factors, label);
        if (factor.size(label) != size) {
          if (factor.size(label) != 1) {
            throw refused(
                "where " + name(label) + " is " + factor.size(label) + " and " + size,
                "one size of an axis, or 1");
          }
          left =
              new Labelled(
                  left.tensor().squeeze(left.labels().indexOf(label)),
                  left.labels().replace(Character.toString(label), ""));
        }
      }
      fitting.add(left);
    }
    return fitting;
  }

  private static String name(char label) {
    return label <= LAST_OF_ELLIPSIS ? "an axis of ..." : "axis " + label;
  }

  /** Returns the size of an axis: the one that is not 1, if there is one. */
  private static long largest(List<Labelled> factors, char label) {
    long size = 1;
    for (Labelled factor : factors) {
      if (factor.has(label) && factor.size(label) != 1) {
        size = size == 1 ? factor.size(label) : size;
      }
    }
    return size;
  }

  private static Labelled contract(List<Labelled> factors, String result) {
    Labelled product = factors.get(0).summed(wanted(factors, 1, result));
    for (int i = 1; i < factors.size(); i++) {
      String later = wanted(factors, i + 1, result);
      product = product(product, factors.get(i).summed(later + product.labels()), later);
    }
    return product;
  }

  /** Returns the labels that are asked for by the result or by a factor from an index on. */
  private static String wanted(List<Labelled> factors, int from, String result) {
    return result
        + factors.subList(from, factors.size()).stream()
            .map(Labelled::labels)
            .collect(Collectors.joining());
  }

  /** Returns the product of two factors, summed over the common axes that are not kept. */
  private static Labelled product(Labelled factor, Labelled right, String kept) {
    Labelled left = factor.summed(kept + right.labels());
    String common = left.only(right.labels());
    String batch = left.only(right.only(kept));
    String summed = without(common, batch);
    String rows = without(left.labels(), common);
    String columns = without(right.labels(), common);
    Tensor a = left.inOrder(batch + rows + summed);
    Tensor b = right.inOrder(batch + summed + columns);
    Shape leftShape = a.shape();
    Shape rightShape = b.shape();
    int batches = batch.length();
    int inner = batches + rows.length();
    long size = leftShape.product(0, batches);
    long terms = leftShape.product(inner, leftShape.rank());
    Tensor x = a.reshape(size, leftShape.product(batches, inner), terms);
    Tensor y =
        b.reshape(size, terms, rightShape.product(batches + summed.length(), rightShape.rank()));
    // The product of matrices is one of floating point.
    Tensor products =
        a.dtype().isFloating()
            ? x.matmul(y)
            : x.unsqueeze(3).mul(y.unsqueeze(1)).sum(false, 2).to(a.dtype());
    long[] dims = Arrays.copyOf(leftShape.dims(), inner + columns.length());
    for (int i = 0; i < columns.length(); i++) {
      dims[inner + i] = rightShape.dim(batches + summed.length() + i);
    }
    return new Labelled(Calls.own(products, dims), batch + rows + columns);
  }

  private static String without(String labels, String others) {
    return labels
        .chars()
        .filter(label -> others.indexOf(label) < 0)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private ShapeException refused(String problem, String expected) {
    return new ShapeException("einsum: \"" + equation + "\" " + problem, expected);
  }
}
