package io.ate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit was refused because objects that it wrote, or relied on, have changed since they were read. Load them again
 * and decide anew; {@code commit(body)} and {@code run(body)} do so by themselves until their deadline. Where updates
 * are merged (see {@link MergedBy}), it says that they could not be; its cause, if there is one, says why.
 *
 * <p>
 * {@link #reason()} is {@link Reason#CONFLICT} where a condition of the commit does not hold,
 * {@link Reason#PREDECESSOR_REFUSED} where it builds on an own commit that was refused meanwhile, and otherwise tells
 * what the change makes impossible: the object, or the one above it, is gone, or others may read there by now.
 */
public final class ConflictException extends CommitRejectedException {
    private final transient List<PrimaryKey> objects;
    private final transient List<String> fields;

    /** A conflict on {@code objects} in their {@code fields}, as far as these are known. */
    public ConflictException(String message, List<PrimaryKey> objects, List<String> fields) {
        this(Reason.CONFLICT, message, objects, fields);
    }

    /** The same that shows as {@code reason}. */
    public ConflictException(Reason reason, String message, List<PrimaryKey> objects, List<String> fields) {
        super(reason, message, objects.isEmpty() ? null : objects.getFirst());
        this.objects = List.copyOf(objects);
        this.fields = List.copyOf(fields);
    }

    /** A conflict on {@code object}, if that is known, which shows as {@code reason}. */
    ConflictException(Reason reason, String message, @Nullable PrimaryKey object) {
        super(reason, message, object);
        this.objects = object == null ? List.of() : List.of(object);
        this.fields = List.of();
    }

    /**
     * The objects that have changed, as far as they are known: whoever refuses a commit looks no further than to the
     * first, which for a change of the chain's own rules is the chain, {@link PrimaryKey#ZERO}. Of a commit that builds
     * on a refused one, the object that both change.
     */
    public List<PrimaryKey> objects() {
        return objects;
    }

    /**
     * The fields of these objects that both sides changed to different values, outer names before inner ones with dots
     * between, such as {@code address.city}; an array counts as one field. As far as the other side's change is known
     * here by now, and can be read; empty where nothing was updated, and for values without fields. Of a commit that
     * builds on a refused one, those that are by now otherwise than that one left them.
     */
    public List<String> fields() {
        return fields;
    }
}
