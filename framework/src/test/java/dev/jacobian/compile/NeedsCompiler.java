package dev.jacobian.compile;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Tests what compiled functions do that eager ones do not, so it runs where they are compiled. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfSystemProperty(
    named = CompileSettings.PROPERTY,
    matches = "off",
    disabledReason = "functions are not compiled where jacobian.compile is off")
public @interface NeedsCompiler {}
