package io.ate.internal.dao;

import io.ate.Field;
import io.ate.Type;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the fields are that objects of a type have, as far as this program has used them: a name stands for one
 * collection, and what one field puts there another one would read as something else. Thread-safe.
 */
final class KnownFields {
    private static final String LIBRARY = "ate.";
    private static final String STREAM = "Stream";
    /** Names that a program writes down are fewer; of those that it makes up as it goes no more are kept. */
    static final int MOST = 10_000;

    private final ConcurrentHashMap<Name, Form> forms = new ConcurrentHashMap<>();

    private record Name(String owner, String field) {}

    /** What a field says of the collection. What the children are read as is each reader's own choice. */
    private record Form(String kind, String child, @Nullable Class<?> keyClass) {
        static Form of(Field field) {
            return switch (field) {
                case Field.Vec<?>(String _, Type<?> type) -> new Form("Vec", type.name(), null);
                case Field.Map<?, ?>(String _, Class<?> key, Type<?> type) -> new Form("Map", type.name(), key);
                case Field.Child<?>(String _, Type<?> type) -> new Form("Child", type.name(), null);
                case Field.Stream<?>(String _, Type<?> type) -> new Form(STREAM, type.name(), null);
            };
        }

        @Override
        public String toString() {
            return kind + " of " + (keyClass == null ? "" : keyClass.getSimpleName() + " to ") + child;
        }
    }

    /**
     * Demands that no other field goes by that name in objects of that type.
     *
     * @param owner the name of that type; empty if it is not known
     * @throws IllegalArgumentException naming both, if one does
     */
    void demandOne(String owner, Field field) {
        if (owner.isEmpty() || field.type().name().isEmpty()) {
            return; // whatever is there is read as trees
        }
        if (PutAside.mayBe(field)) {
            return; // of whatever types
        }
        if (owner.startsWith(LIBRARY)) {
            return; // what hangs below the mailbox of a service is of that service's types
        }
        Form form = Form.of(field);
        Name name = new Name(owner, field.name());
        Form known = forms.size() < MOST ? forms.putIfAbsent(name, form) : forms.get(name);
        if (known != null && !known.equals(form)) {
            throw new IllegalArgumentException("two fields of type " + owner + " go by the name \"" + field.name()
                    + "\": " + known + ", which this program has used first, and " + form
                    + "; give one another name");
        }
    }

    /** Tells whether the field of that name is a stream; empty if this program has used none of that name. */
    Optional<Boolean> isStream(String owner, String field) {
        Form known = forms.get(new Name(owner, field));
        return known == null ? Optional.empty() : Optional.of(known.kind().equals(STREAM));
    }
}
