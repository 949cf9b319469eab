package dev.jacobian.kernel.java;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/**
 * Compiles with Janino, which is small and quick and knows Java without lambdas, local type
 * inference and the like.
 */
final class JaninoCompiler implements SourceCompiler {

  @Override
  public byte[] compile(String name, String source) {
    SimpleCompiler compiler = new SimpleCompiler();
    compiler.setParentClassLoader(KernelBody.class.getClassLoader());
    try {
      compiler.cook(source);
    } catch (CompileException | RuntimeException | LinkageError e) {
      throw new KernelSourceException(source, e);
    }
    byte[] file = compiler.getBytecodes().get(name);
    if (file == null) {
      throw new KernelSourceException(source, new ClassNotFoundException(name));
    }
    return file;
  }

  /** Returns which Janino it is: its jar's size and date, since one with changes has no number. */
  static String identity() {
    CodeSource source = SimpleCompiler.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return "janino";
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      return "janino " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis();
    } catch (URISyntaxException | IOException | RuntimeException e) {
      return "janino at " + source.getLocation();
    }
  }

  /**
   * Loads Janino's three hundred classes on a thread of its own, as long as the first function is
   * being captured: they are most of the time of the first compilation.
   */
  static final class HeadStart {
    static final String NAME = "HeadStart";

    /** What most kernels are made of. */
    static final String SOURCE =
        """
        import dev.jacobian.kernel.java.KernelBody;

        public final class HeadStart implements KernelBody {
          private final double[] constants;

          public HeadStart(double[] constants) {
            this.constants = constants;
          }

          public void compute(Object[] inputs, double[] parameters, Object[] results, int count) {
            float[] x0 = (float[]) inputs[0];
            float[] y0 = (float[]) results[0];
            float c0 = (float) constants[0];
            for (int i = 0; i < count; i++) {
              float v0 = x0[i] * c0 + 1.0f;
              y0[i] = v0 > c0 ? Math.max(v0, -x0[i]) : v0;
            }
          }
        }
        """;

    static {
      Thread thread = new Thread(HeadStart::run, "jacobian-janino");
      thread.setDaemon(true);
      thread.start();
    }

    private HeadStart() {}

    /** Starts the thread, if this process has not yet. */
    static void begin() {
      // The class's initialisation does it.
    }

    private static void run() {
      try {
        new JaninoCompiler().compile(NAME, SOURCE);
      } catch (KernelSourceException e) {
        // Nobody waits for this class; a kernel that does not compile is reported where it is used.
      }
    }
  }
}
