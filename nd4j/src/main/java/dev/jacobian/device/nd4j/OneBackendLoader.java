package dev.jacobian.device.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows ND4J only one of its backends: classes and resources of another loader, except that service
 * files name no backend but the wanted one. ND4J loads the first usable backend in an order that
 * only environment variables change; through this loader there is only one to take.
 */
final class OneBackendLoader extends ClassLoader {
  private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  private final ClassLoader source;
  private final String backend;

  /**
   * Makes a loader.
   *
   * @param source where classes and resources come from
   * @param backend class name of the backend that stays visible
   */
  OneBackendLoader(ClassLoader source, String backend) {
    super(null);
    this.source = source;
    this.backend = backend;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    return source.loadClass(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return source.getResource(name);
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    Enumeration<URL> all = source.getResources(name);
    if (!name.equals(SERVICE)) {
      return all;
    }
    List<URL> wanted = new ArrayList<>();
    for (URL url : Collections.list(all)) {
      try (InputStream in = url.openStream()) {
        if (new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(backend)) {
          wanted.add(url);
        }
      }
    }
    return Collections.enumeration(wanted);
  }
}
