package io.ate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says in which version of its type a class has its values, so that those of earlier versions can be read. A class
 * without this annotation has version 1. On a sealed family it stands on the topmost type.
 *
 * <p>
 * Values of a version above 1 are stored with it, in a field {@code @version} that the class never sees; so they have
 * to be such as JSON writes as objects. A value of an earlier version goes through the {@link Upcaster}, step by step,
 * when it is read, and is stored in the new version when it is written again. One of a later version is read as it is:
 * fields that the class does not know stay in it, and so does its version.
 *
 * {@snippet :
 * &#64;TypeVersion(value = 2, upcaster = PersonUpcaster.class)
 * record Person(String first, String last) {}
 *
 * final class PersonUpcaster implements Upcaster {
 *     public ObjectNode upcast(int from, ObjectNode stored) { // from is 1
 *         String[] names = stored.remove("name").stringValue().split(" ", 2);
 *         return stored.put("first", names[0]).put("last", names[1]);
 *     }
 * }
 * }
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TypeVersion {
    /** The version: 1 or higher. */
    int value();

    /**
     * Brings values of earlier versions to this one. Without it there are none that can be read.
     *
     * @return a class with a constructor without parameters
     */
    Class<? extends Upcaster> upcaster() default Upcaster.class;
}
