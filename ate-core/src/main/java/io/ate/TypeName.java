package io.ate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a type in the log, so that its class can be renamed; without it the simple class name stands there. On a member
 * of a sealed family it is the name by which the value is told from the other members.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TypeName {
    /** The name: 1 to 255 bytes of UTF-8. */
    String value();
}
