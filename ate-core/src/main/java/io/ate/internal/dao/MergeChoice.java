package io.ate.internal.dao;

import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How values of a type are merged. Immutable.
 *
 * @param rule on decoded values; null where their trees are merged field by field
 * @param online whether commits that somebody waits for are merged, too
 */
record MergeChoice(@Nullable MergeRule<?> rule, boolean online) {
    private static final MergeChoice DEFAULT = new MergeChoice(null, false);
    private static final ClassValue<MergeChoice> BY_CLASS = new ClassValue<>() {
        @Override
        protected MergeChoice computeValue(Class<?> family) {
            return declared(family);
        }
    };

    /**
     * As the class of that type, or its family, declares it.
     *
     * @throws IllegalArgumentException if its rule cannot be made
     */
    static MergeChoice of(Type<?> type) {
        return type.isTree() ? DEFAULT : BY_CLASS.get(type.family());
    }

    private static MergeChoice declared(Class<?> family) {
        MergedBy declared = family.getAnnotation(MergedBy.class);
        if (declared == null) {
            return DEFAULT;
        }
        boolean fieldByField = Objects.equals(declared.value(), MergeRule.FieldByField.class);
        return new MergeChoice(fieldByField ? null : Companion.<MergeRule<?>>of(family, declared.value()),
                declared.online());
    }
}
