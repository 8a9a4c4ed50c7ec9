package io.ate.internal.transform;

import io.ate.AteException;
import io.ate.IncompatibleValueException;
import io.ate.extension.Transformer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transformers of one program: the one that its values go through, if any, and those by which it restores what it
 * reads. Zstandard is always among these. Immutable; as thread-safe as the transformers are.
 */
public final class Transformers {
    /** What stands in headers where there was none. */
    public static final int NONE = 0;

    private final @Nullable Transformer writing;
    private final Map<Integer, Transformer> reading;

    private Transformers(@Nullable Transformer writing, Map<Integer, Transformer> reading) {
        this.writing = writing;
        this.reading = Map.copyOf(reading);
    }

    /**
     * The transformers of a program.
     *
     * @param writing what new values go through, if anything
     * @param reading by what values are restored besides
     * @throws IllegalArgumentException if two that differ have one id, or one has an id that is not its own to choose
     */
    public static Transformers of(Optional<Transformer> writing, List<Transformer> reading) {
        Map<Integer, Transformer> byId = new HashMap<>();
        byId.put(Zstd.ID, Zstd.USUAL);
        reading.forEach(each -> add(byId, each));
        writing.ifPresent(each -> add(byId, each));
        return new Transformers(writing.orElse(null), byId);
    }

    private static void add(Map<Integer, Transformer> byId, Transformer transformer) {
        if (transformer instanceof Zstd) {
            return; // whatever its level, all of them restore alike
        }
        int id = transformer.id();
        if (id < Transformer.FIRST_OWN_ID || id > Transformer.LAST_OWN_ID) {
            throw new IllegalArgumentException("programs give their transformers ids from " + Transformer.FIRST_OWN_ID
                    + " to " + Transformer.LAST_OWN_ID + ", not " + id);
        }
        Transformer other = byId.put(id, transformer);
        if (other != null && !other.equals(transformer)) {
            throw new IllegalArgumentException("two transformers have the id " + id + ": " + other + " and "
                    + transformer);
        }
    }

    /** Bytes of a value, and the id of what they went through. */
    public record Transformed(int id, byte[] bytes) {}

    /**
     * What is to be stored for {@code value}.
     *
     * @throws IllegalArgumentException if the program's transformer fails
     */
    public Transformed transform(byte[] value) {
        Transformer transformer = writing;
        if (transformer == null) {
            return new Transformed(NONE, value);
        }
        return transformed(transformer, value)
                .map(bytes -> new Transformed(transformer.id(), bytes))
                .orElseGet(() -> new Transformed(NONE, value));
    }

    private static Optional<byte[]> transformed(Transformer transformer, byte[] value) {
        try {
            return Objects.requireNonNull(transformer.transform(value), "it gave null");
        } catch (AteException e) {
            throw e; // it cannot be used here, whatever the value
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("a value cannot be written, since transformer " + transformer.id()
                    + ", " + transformer.getClass().getName() + ", failed: " + e.getMessage(), e);
        }
    }

    /**
     * The bytes of a value that went through the transformer of that id.
     *
     * @param what names the value, for people
     * @param limit the most bytes that it may have
     * @throws IncompatibleValueException if there is no such transformer here, or it cannot restore it
     */
    public byte[] restore(String what, int id, byte[] transformed, int limit) {
        Transformer transformer = reading.get(id);
        if (transformer == null) {
            throw new IncompatibleValueException(what + " went through transformer " + id + ", which "
                    + (id < Transformer.FIRST_OWN_ID ? "this version does not have: read it with a newer one"
                            : "this program does not have: give it one by AteConfig.builder().restoring(...)"));
        }
        byte[] value;
        try {
            value = transformer.restore(transformed, limit);
        } catch (AteException e) {
            throw e; // it cannot be used here, whatever the value
        } catch (RuntimeException e) { // the bytes may be anybody's, and not every implementation says so itself
            throw new IncompatibleValueException(what + " cannot be restored by transformer " + id + ": "
                    + e.getMessage(), e);
        }
        if (value.length > limit) {
            throw new IncompatibleValueException(what + " takes " + value.length + " bytes, restored by transformer "
                    + id + "; at most " + limit + " are a value");
        }
        return value;
    }
}
