package io.ate.atedb.json;

import io.ate.Change;
import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.IncompatibleValueException;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects with what is known of them, as {@code get --meta}, {@code ls}, {@code watch} and {@code export --meta} print.
 */
public final class ObjectForm {
    private ObjectForm() {}

    /** An object with its value. */
    public static ObjectNode of(Dao<JsonNode> object) {
        ObjectNode form = form(object.key(), object.typeName(), object.version());
        object.parent()
                .ifPresentOrElse(parent -> form.put("parent", parent.key().toString()),
                        () -> form.putNull("parent"));
        form.put("author", object.updated().author().toString());
        form.put("time", object.updated().time().toString());
        putValue(form, object::value);
        return form;
    }

    /**
     * A change. Of what was deleted, type, parent and value are not known any more: they are null, and {@code deleted}
     * says why.
     */
    public static ObjectNode of(Change<JsonNode> change) {
        ObjectNode form = form(change.ref().key(), change.ref().type().name(), change.sequence());
        Optional<PrimaryKey> parent = change instanceof Change.Stored<JsonNode> stored ? stored.parent()
                : Optional.empty();
        parent.ifPresentOrElse(each -> form.put("parent", each.toString()), () -> form.putNull("parent"));
        form.put("author", change.origin().author().toString());
        form.put("time", change.origin().time().toString());
        switch (change) {
            case Change.Stored<JsonNode> stored -> putValue(form, stored::value);
            case Change.Deleted<JsonNode> _ -> form.putNull("type").putNull("value").put("deleted", true);
        }
        return form;
    }

    private static ObjectNode form(PrimaryKey key, String type, long version) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("id", key.toString());
        form.put("type", type);
        form.put("version", version);
        return form;
    }

    private static void putValue(ObjectNode form, Supplier<JsonNode> value) {
        try {
            form.set("value", value.get());
        } catch (NoReadAuthorityException e) {
            form.putNull("value").put("unreadable", true); // by these keys, but by others
        } catch (CorruptionException | IncompatibleValueException e) {
            form.putNull("value").put("damaged", true); // by all
        }
    }
}
