package dev.jacobian.compile.emit;

import dev.jacobian.device.KernelBody;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/**
 * Compiles with Janino, which is small and quick and knows Java without lambdas, local type
 * inference and the like. Each class has a loader of its own, so it goes when its kernels go.
 */
final class JaninoCompiler implements SourceCompiler {
  @Override
  public Class<?> compile(String name, String source) {
    try {
      SimpleCompiler compiler = new SimpleCompiler();
      compiler.setParentClassLoader(KernelBody.class.getClassLoader());
      compiler.cook(source);
      return Class.forName(name, true, compiler.getClassLoader());
    } catch (CompileException | ClassNotFoundException | RuntimeException | LinkageError e) {
      throw new KernelSourceException(source, e);
    }
  }
}
