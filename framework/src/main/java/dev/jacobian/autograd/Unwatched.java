package dev.jacobian.autograd;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that no captured function computes with a field, or with what lies in the objects of a
 * class, in a way that it does not see: a change there is no reason to capture anew. Meant for
 * counts of steps and the like that change at every run.
 */
@Documented
@Target({ElementType.FIELD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Unwatched {}
