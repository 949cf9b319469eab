package dev.jacobian.cli;

import dev.jacobian.nn.Module;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;

/** Makes a module of a class that the user has named; no file ever does. */
final class OwnModule {
  private static final String EXPECTED =
      "; expected a public class that extends dev.jacobian.nn.Module, on the class path, with a"
          + " public constructor without parameters";

  private OwnModule() {}

  /**
   * Returns a new module.
   *
   * @param name of its class
   * @param refused makes the error of a message
   */
  static Module of(String name, Function<String, ParameterException> refused) {
    String option = "--model-class " + name;
    try {
      Class<?> type = Class.forName(name, false, OwnModule.class.getClassLoader());
      if (!Module.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
        throw refused.apply(option + ": the class is no module" + EXPECTED);
      }
      Constructor<?> constructor = type.getConstructor();
      return (Module) constructor.newInstance();
    } catch (ClassNotFoundException | LinkageError e) {
      throw refused.apply(option + ": the class path has no such class" + EXPECTED);
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw refused.apply(option + ": the class cannot be made without arguments" + EXPECTED);
    } catch (InvocationTargetException e) {
      throw refused.apply(option + ": its constructor has failed: " + e.getCause());
    }
  }
}
