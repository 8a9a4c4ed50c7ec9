package io.ate.internal.dao;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps what a program does not know of a value that it changes: fields that newer programs wrote and that its own
 * class does not have, at any depth. Stateless.
 */
final class UnknownFields {
    private static final String MEMBER = "@type";

    private UnknownFields() {}

    /**
     * The changed value, with the fields of the stored one that the program could not see.
     *
     * @param stored the value as it was stored
     * @param known what the program's class kept of it
     * @param changed what the program made of that
     */
    static JsonNode keep(JsonNode stored, JsonNode known, JsonNode changed) {
        if (known.equals(changed)) {
            return stored;
        }
        if (stored instanceof ObjectNode from && known instanceof ObjectNode seen && changed instanceof ObjectNode to) {
            return sameMember(seen, to) ? keepFields(from, seen, to) : keepLibraryFields(from, to);
        }
        if (stored instanceof ArrayNode from && known instanceof ArrayNode seen && changed instanceof ArrayNode to
                && from.size() == seen.size()) {
            return keepElements(from, seen, to);
        }
        return changed;
    }

    /** A value that has become another member of its sealed family does not take the former one's fields along. */
    private static boolean sameMember(ObjectNode seen, ObjectNode to) {
        return seen.path(MEMBER).equals(to.path(MEMBER));
    }

    /** What the library itself has put beside a value stays whatever becomes of that. */
    private static ObjectNode keepLibraryFields(ObjectNode from, ObjectNode to) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            if (field.getKey().startsWith("@") && !field.getKey().equals(MEMBER) && !to.has(field.getKey())) {
                to.set(field.getKey(), field.getValue());
            }
        }
        return to;
    }

    private static ObjectNode keepFields(ObjectNode from, ObjectNode seen, ObjectNode to) {
        ObjectNode kept = to.objectNode();
        Set<Map.Entry<String, JsonNode>> changed = to.properties();
        for (Map.Entry<String, JsonNode> field : changed) {
            @Nullable
            JsonNode stored = from.get(field.getKey());
            @Nullable
            JsonNode known = seen.get(field.getKey());
            kept.set(field.getKey(), stored == null || known == null ? field.getValue()
                    : keep(stored, known, field.getValue()));
        }
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            if (!seen.has(field.getKey()) && !to.has(field.getKey())) {
                kept.set(field.getKey(), field.getValue());
            }
        }
        return kept;
    }

    /**
     * Elements that stayed what they were keep their fields, wherever they stand now; one that changed, if it stayed
     * put.
     */
    private static ArrayNode keepElements(ArrayNode from, ArrayNode seen, ArrayNode to) {
        Map<JsonNode, Deque<Integer>> places = new HashMap<>();
        for (int i = 0; i < seen.size(); i++) {
            places.computeIfAbsent(seen.get(i), each -> new ArrayDeque<>(1)).add(i);
        }
        ArrayNode kept = to.arrayNode();
        for (int i = 0; i < to.size(); i++) {
            Integer origin = places.getOrDefault(to.get(i), new ArrayDeque<>(0)).poll();
            if (origin != null) {
                kept.add(from.get(origin));
            } else {
                kept.add(to.size() == seen.size() ? keep(from.get(i), seen.get(i), to.get(i)) : to.get(i));
            }
        }
        return kept;
    }
}
