package io.ate;

import java.util.List;

/**
 * A commit was refused because objects that it wrote, or relied on, have changed since they were read. Load them again
 * and decide anew; {@code commit(body)} and {@code run(body)} do so by themselves until their deadline.
 */
public final class ConflictException extends CommitRejectedException {
    private final transient List<PrimaryKey> objects;
    private final transient List<String> fields;

    /** A conflict on {@code objects} in their {@code fields}, as far as these are known. */
    public ConflictException(String message, List<PrimaryKey> objects, List<String> fields) {
        super(Reason.CONFLICT, message, objects.isEmpty() ? null : objects.getFirst());
        this.objects = List.copyOf(objects);
        this.fields = List.copyOf(fields);
    }

    /** The objects that have changed. */
    public List<PrimaryKey> objects() {
        return objects;
    }

    /** Names of the fields that were changed on both sides; empty where they were not compared. */
    public List<String> fields() {
        return fields;
    }
}
