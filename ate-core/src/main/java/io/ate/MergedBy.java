package io.ate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how an update of a value of this class comes together with what others have made of it meanwhile, where the body
 * that made the update is not run again. A class without this annotation is merged {@linkplain
 * MergeRule.FieldByField field by field}, off line only. On a sealed family it stands on the topmost type.
 *
 * {@snippet :
 * &#64;MergedBy(value = CounterMerge.class, online = true)
 * record Counter(long count) {}
 *
 * final class CounterMerge implements MergeRule<Counter> {
 *     public Counter merge(Merge<Counter> versions) { // what both have added
 *         return new Counter(versions.mine().count() - versions.base().count() + versions.theirs().count());
 *     }
 * }
 * }
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MergedBy {
    /**
     * The rule.
     *
     * @return a class with a constructor without parameters
     */
    Class<? extends MergeRule<?>> value() default MergeRule.FieldByField.class;

    /**
     * Whether commits that wait for the server are merged, too: those of {@link Chain#commitAsync}, which otherwise
     * fail after a conflict, and those of {@link Chain#commit} and {@link Chain#run}, which otherwise run their body
     * again. The body's result is then that of its one run, not what came of the merge.
     */
    boolean online() default false;
}
