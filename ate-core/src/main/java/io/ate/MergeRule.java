package io.ate;

import io.ate.internal.json.FieldMerge;
import tools.jackson.databind.JsonNode;

/**
 * Decides what becomes of a value that two have changed at once; see {@link MergedBy}. One instance serves a program:
 * implementations are thread-safe and have a constructor without parameters.
 *
 * <p>
 * A merge depends on the three values alone: it may happen more than once for one change, and it must not use the
 * chain. Fields that the class does not know stay as the others have left them.
 */
@FunctionalInterface
public interface MergeRule<T> {
    /**
     * The value that holds both changes.
     *
     * @throws ConflictException if there is none, best by {@link Merge#conflict}; whatever else it throws becomes the
     * cause of one
     */
    T merge(Merge<T> versions);

    /**
     * The rule of types that name no other: takes from each side the fields that it changed, at any depth. Fields that
     * both changed to different values are a conflict. An array, too, is taken from the side that changed it, and
     * changed by both it is a conflict: what an element is to another cannot be told. So it is with an object inside
     * that became another member of its sealed family. Which program wrote a field that this one does not know makes
     * no difference.
     *
     * <p>
     * The library merges the stored values, before any class sees them, and then reads the result as the class, whose
     * constructor has the last word. Stateless; of use to other rules, too.
     */
    final class FieldByField implements MergeRule<JsonNode> {
        @Override
        public JsonNode merge(Merge<JsonNode> versions) {
            FieldMerge.Result result = FieldMerge.merge(versions.base(), versions.mine(), versions.theirs());
            if (!result.isWhole()) {
                throw versions.conflict(result.clashes().toArray(String[]::new));
            }
            return result.merged();
        }
    }
}
