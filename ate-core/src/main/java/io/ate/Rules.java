package io.ate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who may read, write and control an object and, by inheritance, what hangs below it. Immutable; each method gives new
 * rules with one of the three changed.
 *
 * <p>
 * Whoever is named replaces whoever was named before: to share an object and keep it, name your own keys too.
 *
 * @param readers who may decrypt
 * @param writers who may write new versions, delete, and put children below
 * @param owners who may change rules, move and erase
 */
public record Rules(Who readers, Who writers, Who owners) {

    private static final Rules INHERITED = new Rules(new Who.Inherited(), new Who.Inherited(), new Who.Inherited());

    /** Whom a rule names. */
    public sealed interface Who {
        /** Whoever the same rule of the parent names. */
        record Inherited() implements Who {}

        /** Everyone: for reading, the server included, in clear; for writing, whoever holds any key. */
        record Everyone() implements Who {}

        /** Nobody. */
        record Nobody() implements Who {}

        /** The holders of these keys, each named once, in order. */
        record Only(List<PublicKeys> keys) implements Who {
            public Only {
                keys = List.copyOf(new LinkedHashSet<>(Objects.requireNonNull(keys, "keys")));
                if (keys.isEmpty()) {
                    throw new IllegalArgumentException("a rule that names keys names at least one");
                }
            }

            private static Only of(PublicKeys... keys) {
                for (PublicKeys each : Objects.requireNonNull(keys, "keys")) {
                    Objects.requireNonNull(each, "a key that a rule is to name is null");
                }
                return new Only(List.of(keys));
            }
        }
    }

    public Rules {
        Objects.requireNonNull(readers, "readers");
        Objects.requireNonNull(writers, "writers");
        Objects.requireNonNull(owners, "owners");
        if (readers instanceof Who.Nobody) {
            throw new IllegalArgumentException("an object that nobody can read is best deleted");
        }
        if (owners instanceof Who.Everyone || owners instanceof Who.Nobody) {
            throw new IllegalArgumentException("an object is controlled by the holders of keys");
        }
    }

    /** Everything as at the parent. */
    public static Rules inherit() {
        return INHERITED;
    }

    /** These rules, but readable by the holders of {@code keys} and nobody else. */
    public Rules readableBy(PublicKeys... keys) {
        return new Rules(Who.Only.of(keys), writers, owners);
    }

    /** These rules, but readable by everyone, the server included: values are stored in clear. */
    public Rules readableByEveryone() {
        return new Rules(new Who.Everyone(), writers, owners);
    }

    /** These rules, but writable by the holders of {@code keys} and nobody else. */
    public Rules writableBy(PublicKeys... keys) {
        return new Rules(readers, Who.Only.of(keys), owners);
    }

    /** These rules, but writable by whoever holds any key. */
    public Rules writableByEveryone() {
        return new Rules(readers, new Who.Everyone(), owners);
    }

    /** These rules, but writable by nobody, until who controls the object changes that. */
    public Rules writableByNobody() {
        return new Rules(readers, new Who.Nobody(), owners);
    }

    /** These rules, but controlled by the holders of {@code keys} and nobody else. */
    public Rules controlledBy(PublicKeys... keys) {
        return new Rules(readers, writers, Who.Only.of(keys));
    }

    /** Every key that these rules name. */
    public Stream<PublicKeys> keys() {
        return Stream.of(readers, writers, owners)
                .flatMap(who -> who instanceof Who.Only(List<PublicKeys> keys) ? keys.stream() : Stream.empty())
                .distinct();
    }
}
