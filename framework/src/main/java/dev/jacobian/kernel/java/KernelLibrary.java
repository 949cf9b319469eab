package dev.jacobian.kernel.java;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.shape.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles the kernels of single ops while the library is built: each function of one and of two
 * tensors, also with a number in the place of one, conversions, choices, copies and fills; and the
 * loops of all reductions. Shapes do not matter: kernels of all shapes share their code.
 */
final class KernelLibrary {
  private static final List<DType> NUMBERS =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);

  private KernelLibrary() {}

  /**
   * Writes the file.
   *
   * @param arguments the folder of the library's classes
   */
  public static void main(String[] arguments) throws IOException {
    String folder = KernelLibrary.class.getPackageName().replace('.', '/');
    Path file = Path.of(arguments[0]).resolve(folder).resolve(BuiltKernels.FILE);
    try (OutputStream out = Files.newOutputStream(file)) {
      ClassFiles.write(files(), out);
    }
  }

  /** Returns the class file of each kernel by its source. */
  static Map<String, byte[]> files() {
    JaninoCompiler compiler = new JaninoCompiler();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Expr expression : expressions()) {
      NumberedKernel kernel = NumberedKernel.of(List.of(expression));
      String source = JavaPrinter.print(JavaPrinter.schedule(kernel.structure()));
      files.computeIfAbsent(source, text -> compiler.compile(JavaPrinter.CLASS, text));
    }
    for (FoldForm form : FoldForm.all()) {
      String source = FoldPrinter.print(form);
      files.put(source, compiler.compile(FoldPrinter.CLASS, source));
    }
    return files;
  }

  /** Returns what the kernels compute for each position. */
  static List<Expr> expressions() {
    List<Expr> all = new ArrayList<>();
    for (DType dtype : DType.values()) {
      Expr x = new Expr.Input(0, dtype);
      all.add(x);
      all.add(new Expr.Parameter(0, dtype));
      all.add(new Expr.Constant(0, dtype));
      for (DType other : DType.values()) {
        all.add(Expr.converted(x, other));
      }
      all.add(
          new Expr.Select(
              new Expr.Input(0, DType.BOOL), new Expr.Input(1, dtype), new Expr.Input(2, dtype)));
    }
    for (DType dtype : NUMBERS) {
      for (UnaryFunction function : UnaryFunction.values()) {
        all.add(new Expr.Unary(function, new Expr.Input(0, dtype)));
      }
      for (BinaryFunction function : BinaryFunction.values()) {
        addPairs(all, function, dtype);
      }
    }
    return all;
  }

  private static void addPairs(List<Expr> all, BinaryFunction function, DType dtype) {
    Expr x = new Expr.Input(0, dtype);
    Expr number = new Expr.Parameter(0, dtype);
    all.add(new Expr.Binary(function, x, new Expr.Input(1, dtype)));
    all.add(new Expr.Binary(function, x, number));
    all.add(new Expr.Binary(function, number, x));
  }
}
