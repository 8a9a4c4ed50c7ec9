package io.ate.internal.dao;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
     * What was stored with an element goes to one element at most, and to none of which it may be another one. Those
     * that are what they were have their own, wherever they stand now; a changed one has it where all else stayed put.
     */
    private static ArrayNode keepElements(ArrayNode from, ArrayNode seen, ArrayNode to) {
        return isChangedInPlace(seen, to) ? keepInPlace(from, seen, to) : keepMoved(from, seen, to);
    }

    /**
     * Tells whether the elements that differ are none that stood elsewhere. A list that goes on, of which the first
     * element was dropped, may be as long as it was, and has none in its place.
     */
    private static boolean isChangedInPlace(ArrayNode seen, ArrayNode to) {
        if (seen.size() != to.size()) {
            return false;
        }
        Set<JsonNode> known = elements(seen);
        for (int i = 0; i < to.size(); i++) {
            if (!to.get(i).equals(seen.get(i)) && known.contains(to.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static ArrayNode keepInPlace(ArrayNode from, ArrayNode seen, ArrayNode to) {
        Set<JsonNode> staying = elements(to);
        ArrayNode kept = to.arrayNode();
        for (int i = 0; i < to.size(); i++) {
            boolean isTold = to.get(i).equals(seen.get(i)) || !staying.contains(seen.get(i)); // from one like it
            kept.add(isTold ? keep(from.get(i), seen.get(i), to.get(i)) : to.get(i));
        }
        return kept;
    }

    /** Of several that were alike the first has what was stored with the first. */
    private static ArrayNode keepMoved(ArrayNode from, ArrayNode seen, ArrayNode to) {
        Map<JsonNode, Deque<JsonNode>> stored = new HashMap<>();
        for (int i = 0; i < seen.size(); i++) {
            stored.computeIfAbsent(seen.get(i), _ -> new ArrayDeque<>(1)).add(from.get(i));
        }
        ArrayNode kept = to.arrayNode();
        for (JsonNode element : to) {
            JsonNode own = stored.getOrDefault(element, new ArrayDeque<>(0)).poll();
            kept.add(own == null ? element : own);
        }
        return kept;
    }

    private static Set<JsonNode> elements(ArrayNode array) {
        Set<JsonNode> elements = new HashSet<>();
        array.forEach(elements::add);
        return elements;
    }
}
