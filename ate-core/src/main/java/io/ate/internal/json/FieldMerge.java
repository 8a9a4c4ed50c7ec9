package io.ate.internal.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges two changes of one value, field by field at any depth. Confined to one merge.
 *
 * <p>
 * A field is taken from the side that changed it. One that both changed alike is taken once; one that they changed to
 * different values clashes, and so does an array that both changed: whether an element was changed, moved, or replaced
 * by another one cannot be told from the two.
 *
 * <p>
 * Different programs write the same in different ways: an empty component as null or not at all, 1 as 1.0, bytes as
 * text. That alone is a change as long as nobody else made one, and is none beside a real one.
 */
public final class FieldMerge {
    /** In which field a member of a sealed family says which one it is. */
    private static final String MEMBER = "@type";
    /** What {@code equals} of trees leaves open: a number is the same if it has the same digits. */
    private static final Comparator<JsonNode> EXACTLY = (one, other) -> isSameLeaf(one, other) ? 0 : 1;

    private final List<String> clashes = new ArrayList<>(0);

    private FieldMerge() {}

    /**
     * What came of a merge.
     *
     * @param merged the merged value; where something clashes, with what they made of it
     * @param clashes the fields that clash, outer names before inner ones with dots between; none of a value without
     * fields
     * @param isWhole whether nothing clashes
     */
    public record Result(JsonNode merged, List<String> clashes, boolean isWhole) {
        public Result {
            clashes = List.copyOf(clashes);
        }
    }

    /** Merges what {@code mine} and {@code theirs} have made of {@code base}; none of these is changed. */
    public static Result merge(JsonNode base, JsonNode mine, JsonNode theirs) {
        FieldMerge merge = new FieldMerge();
        JsonNode merged = merge.merged("", base, mine, theirs);
        return new Result(merged, merge.clashes.stream().filter(path -> !path.isEmpty()).toList(),
                merge.clashes.isEmpty());
    }

    private JsonNode merged(String path, JsonNode base, JsonNode mine, JsonNode theirs) {
        if (isSame(mine, theirs) || isSame(base, mine)) {
            return theirs;
        }
        if (isSame(base, theirs)) {
            return mine;
        }
        if (base instanceof ObjectNode from && mine instanceof ObjectNode one && theirs instanceof ObjectNode other) {
            if (isOneMember(from, one, other)) {
                return fields(path, from, one, other);
            }
            clashes.add(below(path, MEMBER));
            return theirs;
        }
        if (saysTheSame(base, mine) || saysTheSame(mine, theirs)) {
            return theirs;
        }
        if (saysTheSame(base, theirs)) {
            return mine;
        }
        clashes.add(path);
        return theirs;
    }

    private JsonNode fields(String path, ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        Set<String> names = new LinkedHashSet<>(theirs.propertyNames());
        names.addAll(mine.propertyNames());
        ObjectNode merged = theirs.objectNode();
        for (String name : names) {
            JsonNode field = merged(below(path, name), base.path(name), mine.path(name), theirs.path(name));
            if (!field.isMissingNode()) {
                merged.set(name, field);
            }
        }
        return merged;
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The fields of one member of a sealed family mean nothing to another. */
    private static boolean isOneMember(ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        return base.path(MEMBER).equals(mine.path(MEMBER)) && base.path(MEMBER).equals(theirs.path(MEMBER));
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return one.equals(EXACTLY, other);
    }

    private static boolean isSameLeaf(JsonNode one, JsonNode other) {
        return one.equals(other) && (!one.isBigDecimal() || !other.isBigDecimal()
                || one.decimalValue().scale() == other.decimalValue().scale());
    }

    private static boolean saysTheSame(JsonNode one, JsonNode other) {
        if (isNothing(one) || isNothing(other)) {
            return isNothing(one) && isNothing(other);
        }
        if (one.isNumber() && other.isNumber()) {
            return isFinite(one) && isFinite(other) && one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        if (one.isBinary() && other.isString()) {
            return one.asString().equals(other.stringValue());
        }
        if (one.isString() && other.isBinary()) {
            return other.asString().equals(one.stringValue());
        }
        return isSame(one, other);
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean isFinite(JsonNode number) {
        return number.isBigDecimal() || !number.isFloatingPointNumber() || Double.isFinite(number.doubleValue());
    }
}
